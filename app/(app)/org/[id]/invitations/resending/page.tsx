import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { summarizeChosen } from "@/db/queries/invitation-selection";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { mayResend } from "@/lib/invitations/ceiling";
import { chosenFields, readChosenInvitations } from "@/lib/invitations/selection";
import type { SearchParams } from "@/lib/pagination";
import { OrgPage } from "../../org-page";
import { ChosenCard, InTheWay, NoneChosen } from "../chosen-card";
import { ChosenForm } from "../chosen-form";
import { resendChosen } from "./actions";

export const metadata: Metadata = { title: "Resend invitations" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function ResendingPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.invite");
  const chosen = readChosenInvitations(await searchParams);
  const at = now();
  const [summary, timeZone] = await Promise.all([
    summarizeChosen(actor, chosen, { at, may: (invitation) => mayResend(actor, invitation) }),
    viewerTimezone(actor.user),
  ]);
  const { count, expired, blocked } = summary;
  const orgId = actor.org.id;
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Resend ${countOf(count, "invitation")}`}
        sentence="Each gets a new link that works for seven days. The old one no longer does."
      />
      <InTheWay
        invitations={summary.inTheWay}
        count={blocked}
        reason="They offer a role above yours, which only an owner can offer again."
      />
      {count === 0 && <NoneChosen orgId={orgId} />}
      {count > 0 && blocked === 0 && (
        <Card className="mb-4 max-w-[680px]">
          <CardHeader
            title="What happens"
            sentence={`${countOf(count, "e-mail goes", "e-mails go")} out${expired > 0 ? `; ${countOf(expired, "expired invitation is", "expired invitations are")} renewed` : ""}.`}
          />
          <CardBody>
            <ChosenForm
              orgId={orgId}
              action={resendChosen}
              chosen={chosenFields(chosen)}
              shown={count}
              submit={{ label: `Resend ${countOf(count, "invitation")}`, pending: "Sending…", variant: "primary" }}
              cancel="Leave as is"
            />
          </CardBody>
        </Card>
      )}
      <ChosenCard orgId={orgId} summary={summary} at={at} timeZone={timeZone} />
    </OrgPage>
  );
}
