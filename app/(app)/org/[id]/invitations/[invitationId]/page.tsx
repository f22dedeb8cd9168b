import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { getInvitation, type InvitationFacts } from "@/db/queries/invitations";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { resend, revoke } from "../../actions";
import { OrgPage } from "../../org-page";
import { CopyLink } from "./copy-link";

export const metadata: Metadata = { title: "Invitation" };

type State = "Pending" | "Expired" | "Accepted" | "Declined" | "Revoked";

export default async function InvitationPage({ params }: { params: Promise<{ id: string; invitationId: string }> }) {
  const { id, invitationId } = await params;
  const actor = await requireOrg(id, "org.members.invite");
  const invitation = await getInvitation(actor, invitationId);
  if (!invitation) notFound();
  const state = stateOf(invitation, now());
  const open = state === "Pending" || state === "Expired";
  const fields = { orgId: actor.org.id, invitationId };
  const timeZone = await viewerTimezone(actor.user);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={invitation.email}
        sentence={`Invited by ${invitation.invitedBy ?? "somebody who left"}, as ${orgRoleNames[invitation.role]}.`}
        actions={
          open && (
            <>
              <ActionButton action={resend} fields={fields} pendingText="Sending…">
                {state === "Expired" ? "Renew and resend" : "Resend"}
              </ActionButton>
              <ActionButton action={revoke} fields={fields} variant="danger-quiet" pendingText="Revoking…">
                Revoke
              </ActionButton>
            </>
          )
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <Parts invitation={invitation} />
        <div className="grid gap-4">
          <Card>
            <CardHeader title="Invitation" />
            <Facts>
              <Fact label="State">
                <Tag tone={state === "Pending" ? "accent" : state === "Accepted" ? "good" : "warn"}>{state}</Tag>
              </Fact>
              <Fact label="Role">{orgRoleNames[invitation.role]}</Fact>
              <Fact label="Sent">
                <Time at={invitation.sentAt} timeZone={timeZone} />
              </Fact>
              <Fact label={state === "Expired" ? "Expired" : "Expires"}>
                <Time at={invitation.expiresAt} timeZone={timeZone} />
              </Fact>
            </Facts>
          </Card>
          {state === "Pending" && (
            <Card>
              <CardHeader
                title="Link"
                sentence="Works without mail. Whoever has it can join as this address, so give it to nobody else."
              />
              <CardBody>
                <CopyLink orgId={actor.org.id} invitationId={invitationId} />
              </CardBody>
            </Card>
          )}
        </div>
      </div>
    </OrgPage>
  );
}

function stateOf(invitation: InvitationFacts, at: Date): State {
  if (invitation.acceptedAt) return "Accepted";
  if (invitation.revokedAt) return "Revoked";
  if (invitation.declinedAt) return "Declined";
  return invitation.expiresAt <= at ? "Expired" : "Pending";
}

function Parts({ invitation }: { invitation: InvitationFacts }) {
  const { projects, teams } = invitation;
  return (
    <Card>
      <CardHeader title="Access when it is accepted" count={projects.length + teams.length} />
      {projects.length + teams.length === 0 ? (
        <EmptyState>Membership only. Inviting the address again can add projects and teams.</EmptyState>
      ) : (
        <Facts>
          {projects.map((part) => (
            <Fact key={part.id} label={<Given name={part.name} by={part.givenBy} />}>
              {projectRoleNames[part.role]}
            </Fact>
          ))}
          {teams.map((part) => (
            <Fact key={part.id} label={<Given name={`Team ${part.name}`} by={part.givenBy} />}>
              {projectRoleNames[part.role]}
            </Fact>
          ))}
        </Facts>
      )}
    </Card>
  );
}

function Given({ name, by }: { name: string; by: string | null }) {
  return (
    <>
      <span className="block text-ink">{name}</span>
      <span className="block text-xs text-ink-3">given by {by ?? "somebody who left"}</span>
    </>
  );
}
