import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { summarizeChosen } from "@/db/queries/invitation-selection";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { mayRevoke } from "@/lib/invitations/ceiling";
import { chosenFields, readChosenInvitations } from "@/lib/invitations/selection";
import type { SearchParams } from "@/lib/pagination";
import { OrgPage } from "../../org-page";
import { ChosenCard, InTheWay, NoneChosen } from "../chosen-card";
import { ChosenForm } from "../chosen-form";
import { revokeChosen } from "./actions";

export const metadata: Metadata = { title: "Revoke invitations" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function RevocationPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.invite");
  const chosen = readChosenInvitations(await searchParams);
  const at = now();
  const [summary, timeZone] = await Promise.all([
    summarizeChosen(actor, chosen, { at, may: (invitation) => mayRevoke(actor, invitation) }),
    viewerTimezone(actor.user),
  ]);
  const { count, expired, blocked } = summary;
  const orgId = actor.org.id;
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Revoke ${countOf(count, "invitation")}`}
        sentence="It cannot be undone, but the address can be invited anew."
      />
      <InTheWay
        invitations={summary.inTheWay}
        count={blocked}
        reason="Only an owner, or the person who sent them, can revoke them."
      />
      {count === 0 && <NoneChosen orgId={orgId} />}
      {count > 0 && blocked === 0 && (
        <Card className="mb-4 max-w-[680px]">
          <CardHeader title="What is lost at once" />
          <CardBody className="grid gap-4">
            <ul className="list-disc pl-5 text-ink-2">
              <li>{`${countOf(count, "link stops", "links stop")} working, mailed and copied ones alike`}</li>
              <li>What was offered: role, projects and teams</li>
              {expired > 0 && <li>{`${countOf(expired, "of them has", "of them have")} expired already`}</li>}
            </ul>
            <ChosenForm
              orgId={orgId}
              action={revokeChosen}
              chosen={chosenFields(chosen)}
              shown={count}
              submit={{ label: `Revoke ${countOf(count, "invitation")}`, pending: "Revoking…", variant: "danger" }}
              cancel={count === 1 ? "Keep it" : "Keep them"}
            />
          </CardBody>
        </Card>
      )}
      <ChosenCard orgId={orgId} summary={summary} at={at} timeZone={timeZone} />
    </OrgPage>
  );
}
