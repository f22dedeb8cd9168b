import type { Metadata } from "next";
import { forbidden, notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { isElsewhere } from "@/db/queries/org-security";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { mayChangeOrgRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { firstNameOf } from "@/lib/members/access-words";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../org-page";
import { resetFactor } from "../actions";

export const metadata: Metadata = { title: "Reset two-factor authentication" };

type Props = { params: Promise<{ id: string; userId: string }> };

/** T3: what a reset ends, and where, before it happens. */
export default async function ResetTwoFactorPage({ params }: Props) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const at = now();
  const [member, elsewhere] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    isElsewhere(org.id, userId),
  ]);
  if (!member) notFound();
  if (!mayChangeOrgRole(actor.role, member.role) || userId === actor.user.id) forbidden();
  const firstName = firstNameOf(member.name);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        avatar={<Avatar id={member.userId} name={member.name} size="lg" />}
        title={`Reset two-factor of ${member.name}`}
        sentence={`For when ${firstName} lost a phone or key. Make sure that it is ${firstName} who asks.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader title="What happens" />
        <CardBody className="grid gap-4">
          {member.twoFactorSince ? (
            <>
              <ul className="list-disc pl-5 text-ink-2">
                {elsewhere ? (
                  <>
                    <li>
                      {firstName} belongs to other organizations, too: the second factor itself stays, and goes on
                      working there.
                    </li>
                    <li>{org.name} closes to every session of theirs until they set up a second factor anew.</li>
                  </>
                ) : (
                  <>
                    <li>Passkeys, app, text messages, recovery codes and trusted devices are gone.</li>
                    <li>
                      Every session ends. The next sign-in asks for the password alone
                      {org.twoFactorFrom && `, and then sets up a second factor before ${org.name} opens`}.
                    </li>
                  </>
                )}
                <li>{firstName} gets a mail about it. Roles and grants stay as they are.</li>
              </ul>
              <div className="flex flex-wrap gap-2">
                <ActionButton
                  action={resetFactor}
                  fields={{ orgId: org.id, userId }}
                  variant="danger"
                  pendingText="Resetting…"
                >
                  Reset two-factor authentication
                </ActionButton>
                <LinkButton href={paths.user(org.id, userId)}>Cancel</LinkButton>
              </div>
            </>
          ) : (
            <>
              <p className="text-ink-2">{firstName} has no second factor that could be reset.</p>
              <LinkButton href={paths.user(org.id, userId)} className="justify-self-start">
                Back to {firstName}
              </LinkButton>
            </>
          )}
        </CardBody>
      </Card>
    </OrgPage>
  );
}
