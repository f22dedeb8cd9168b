import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { InvitationFacts } from "@/db/queries/invitations";
import { type OrgRole, orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { listOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import type { InvitationState } from "./state";

type Props = {
  orgId: number;
  invitation: InvitationFacts;
  stands: { role: OrgRole; projects: number[]; teams: string[] };
  state: InvitationState;
};

/** What became of it, or what of it will not hold when it is accepted. */
export function StateNotice({ orgId, invitation, stands, state }: Props) {
  if (state === "Accepted") return <Accepted orgId={orgId} invitation={invitation} />;
  if (state === "Declined" || state === "Revoked") {
    return (
      <Notice
        className="mb-4"
        title={state === "Declined" ? "They declined" : "It was revoked"}
        actions={<LinkButton href={paths.invite(orgId)}>Invite Users</LinkButton>}
      >
        Nothing can be changed any more. Inviting the address anew makes another invitation.
      </Notice>
    );
  }
  const fallen = [
    ...(stands.role === invitation.role ? [] : [`the role ${orgRoleNames[invitation.role]}`]),
    ...invitation.projects
      .filter((part) => !stands.projects.includes(part.id))
      .map((part) => `${projectRoleNames[part.role]} on ${part.name}`),
    ...invitation.teams.filter((part) => !stands.teams.includes(part.id)).map((part) => `the team ${part.name}`),
  ];
  if (fallen.length === 0) return null;
  return (
    <Notice tone="warn" className="mb-4" title={`This will fall away: ${listOf(fallen)}`}>
      Whoever gave it may not give it any more, or the plan has not got it. Remove it and add it again to give it
      yourself.
    </Notice>
  );
}

function Accepted({ orgId, invitation }: Pick<Props, "orgId" | "invitation">) {
  const { acceptedBy, acceptedName } = invitation;
  return (
    <Notice
      tone="good"
      className="mb-4"
      title="They accepted"
      actions={
        acceptedBy &&
        acceptedName && (
          <LinkButton href={paths.user(orgId, acceptedBy)}>
            <span dir="auto">{`Open ${acceptedName}`}</span>
          </LinkButton>
        )
      }
    >
      {acceptedName
        ? "Their role, projects and teams are changed on their own page now."
        : "They are no longer in the organization."}
    </Notice>
  );
}
