import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { AccessCard } from "@/components/members/access-card";
import { Avatar } from "@/components/ui/avatar";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getInvitation } from "@/db/queries/invitations";
import { searchInvitedProjects } from "@/db/queries/invited-person";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { mayChangeProjectGrant, orgRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { whatStands } from "@/lib/invitations/stands";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { billingPeriodOf } from "@/lib/usage/period";
import { resend, revoke } from "../../actions";
import { OrgPage } from "../../org-page";
import { CopyLink } from "./copy-link";
import { FactsCard } from "./facts-card";
import { RoleCard } from "./role-card";
import { stateOf } from "./state";
import { StateNotice } from "./state-notice";
import { TeamsCard } from "./teams-card";

export const metadata: Metadata = { title: "Invitation" };

type Props = { params: Promise<{ id: string; invitationId: string }>; searchParams: Promise<SearchParams> };

/** The page of somebody who has not come yet: as that of a user, with what they will have on joining. */
export default async function InvitationPage({ params, searchParams }: Props) {
  const { id, invitationId } = await params;
  const actor = await requireOrg(id, "org.members.invite");
  const orgId = actor.org.id;
  const invitation = await getInvitation(actor, invitationId);
  if (!invitation) notFound();
  const at = now();
  const query = await searchParams;
  const q = readText(query, "projects");
  const { page } = readPlace(query, ["name"], { sort: "name", dir: "asc" });
  const number = page === "last" ? 1 : page;
  const stands = whatStands(invitation, actor.org.plan, at);
  const state = stateOf(invitation, at);
  const open = state === "Pending" || state === "Expired";
  const access = await searchInvitedProjects(actor, invitationId, stands, { q, page: number }, billingPeriodOf(at));
  const fields = { orgId, invitationId };
  const timeZone = await viewerTimezone(actor.user);
  const giverOf = new Map(invitation.projects.map((part) => [part.id, part.giverId]));
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        avatar={<Avatar id={invitation.id} name={invitation.email} size="lg" />}
        title={invitation.email}
        sentence={`Invited as ${orgRoleNames[invitation.role]} by ${invitation.invitedBy ?? "somebody who left"}.`}
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
      <StateNotice {...{ orgId, invitation, stands, state }} />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <AccessCard
          title={open ? "Projects on joining" : "Projects it gave"}
          {...access}
          rows={access.rows.map(({ own, ...row }) => ({
            ...row,
            changeable:
              open &&
              row.grants.some(
                ({ source, role }) =>
                  source === "individual" &&
                  (mayChangeProjectGrant(own, role) || giverOf.get(row.projectId) === actor.user.id),
              ),
          }))}
          q={q}
          page={number}
          person={{ firstName: "this person", role: stands.role, timeZone }}
          subject="this person will be"
          empty="Membership only. Projects and teams added now are theirs as soon as they accept."
          hrefs={{
            path: paths.invitation(orgId, invitationId),
            add: open ? paths.invitationProjects(orgId, invitationId) : undefined,
            change: (projectId) => paths.invitationProject(orgId, invitationId, projectId),
            team: (teamId) => paths.team(orgId, teamId),
          }}
        />
        <div className="grid gap-4">
          <RoleCard {...{ actor, invitation, open }} chosen={readText(query, "role")} />
          <TeamsCard {...{ orgId, invitation, stands, open }} />
          <FactsCard {...{ invitation, state, timeZone, at }} />
          {state === "Pending" && (
            <Card>
              <CardHeader
                title="Link"
                sentence="Works without mail. Whoever has it can join as this address, so give it to nobody else."
              />
              <CardBody>
                <CopyLink orgId={orgId} invitationId={invitationId} />
              </CardBody>
            </Card>
          )}
        </div>
      </div>
    </OrgPage>
  );
}
