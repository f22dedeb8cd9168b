import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import type { InvitationFacts } from "@/db/queries/invitations";
import { projectRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { removeTeam } from "./actions";

type Props = { orgId: number; invitation: InvitationFacts; stands: { teams: string[] }; open: boolean };

/** The teams they will be in, each with the role it gives and who gave the place. */
export function TeamsCard({ orgId, invitation, stands, open }: Props) {
  const { id, teams } = invitation;
  return (
    <Card id="teams">
      <CardHeader
        title="Teams"
        count={teams.length || undefined}
        actions={
          open && (
            <LinkButton href={paths.invitationTeams(orgId, id)} size="sm">
              Add to teams
            </LinkButton>
          )
        }
      />
      {teams.length === 0 ? (
        <p className="px-5 pb-5 text-ink-3">In no team.</p>
      ) : (
        <ul className="px-5 pb-3.5">
          {teams.map((team) => (
            <li key={team.id} className="flex min-h-11 items-center gap-3">
              <span className="min-w-0 flex-1">
                <Link href={paths.team(orgId, team.id)} className="block wrap-anywhere hover:underline" dir="auto">
                  {team.name}
                </Link>
                <span className="block text-xs text-ink-3">given by {team.givenBy ?? "somebody who left"}</span>
              </span>
              {open && !stands.teams.includes(team.id) ? (
                <Tag tone="warn">Falls away</Tag>
              ) : (
                <span className="text-ink-2">{projectRoleNames[team.role]}</span>
              )}
              {open && (
                <ActionButton
                  action={removeTeam}
                  fields={{ orgId, invitationId: id, teamId: team.id }}
                  size="sm"
                  variant="ghost"
                  className="-mr-2.5 inline-flex"
                  pendingText="Removing…"
                  label={`Remove the team ${team.name}`}
                >
                  Remove
                </ActionButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
