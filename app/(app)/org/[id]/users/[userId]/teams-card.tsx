import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { MemberFacts } from "@/db/queries/members";
import { projectRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";

/** The person's teams, each with the role that it gives. */
export function TeamsCard({ orgId, member, edits }: { orgId: number; member: MemberFacts; edits: boolean }) {
  const { userId, teams } = member;
  return (
    <Card id="teams">
      <CardHeader
        title="Teams"
        count={teams.length || undefined}
        actions={
          edits && (
            <LinkButton href={paths.addToTeams(orgId, userId)} size="sm">
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
            <li key={team.id} className="flex min-h-9 items-center gap-3">
              <Link
                href={paths.team(orgId, team.id)}
                className="min-w-0 flex-1 wrap-anywhere hover:underline"
                dir="auto"
              >
                {team.name}
              </Link>
              <span className="text-ink-2">{projectRoleNames[team.role]}</span>
              {edits && (
                <LinkButton
                  href={paths.removeFromTeam(orgId, userId, team.id)}
                  size="sm"
                  variant="ghost"
                  className="-mr-2.5"
                  aria-label={`Remove from the team ${team.name}`}
                >
                  Remove
                </LinkButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
