import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { MemberFacts } from "@/db/queries/members";
import type { OrgActor } from "@/lib/authz/actor";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { endSessions } from "./actions";

type Props = { actor: OrgActor; member: MemberFacts; timeZone: string; at: Date; ends: boolean };

/** How the person signs in, and the sessions of theirs that reach this organization. */
export function SignInCard({ actor, member, timeZone, at, ends }: Props) {
  const ended = member.sessionsEndedAt;
  return (
    <Card>
      <CardHeader title="Sign-in" />
      <Facts>
        <Fact label="Two-factor">
          {member.twoFactorResetAt ? (
            <Tag tone="warn">Reset, waits to be set up</Tag>
          ) : member.twoFactorSince ? (
            "On"
          ) : (
            <Tag tone="warn">Off</Tag>
          )}
          {ends && member.twoFactorSince && !member.twoFactorResetAt && (
            <>
              {" "}
              <Link href={paths.resetTwoFactor(actor.org.id, member.userId)} className="text-accent hover:underline">
                Reset…
              </Link>
            </>
          )}
        </Fact>
        <Fact label="E-mail address">{member.emailProven ? "Confirmed" : "Not confirmed"}</Fact>
        <Fact label="Sessions">{member.sessions === 0 ? "None" : countOf(member.sessions, "device")}</Fact>
        <Fact label="Last active">
          <Time at={member.lastActiveAt} timeZone={timeZone} relative now={at} empty="Never" />
        </Fact>
        {ended && (
          <Fact label="Sessions ended here">
            <Time at={ended} timeZone={timeZone} relative now={at} />
          </Fact>
        )}
        {member.invitedByName && <Fact label="Invited by">{member.invitedByName}</Fact>}
      </Facts>
      {ends && member.sessions > 0 && (
        <CardBody className="grid gap-2.5">
          <p className="text-xs text-ink-3">
            Ending them asks for a new sign-in before {actor.org.name} opens again. Other organizations stay open.
          </p>
          <ActionButton
            action={endSessions}
            fields={{ orgId: actor.org.id, userId: member.userId }}
            pendingText="Ending…"
          >
            End sessions here
          </ActionButton>
        </CardBody>
      )}
    </Card>
  );
}
