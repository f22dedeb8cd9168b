import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { ServiceAccess } from "@/db/queries/service-accounts";
import { type OrgRole, projectRoleFromOrg, projectRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { removeProject, removeTeam } from "./actions";

type Props = { orgId: number; accountId: number; role: OrgRole; access: ServiceAccess };

/** What it reaches, and through what. */
export function AccessCards({ orgId, accountId, role, access }: Props) {
  const everywhere = projectRoleFromOrg(role);
  const fields = { orgId, accountId };
  return (
    <>
      <Card>
        <CardHeader
          title="Projects"
          count={access.projects.length || undefined}
          sentence={everywhere && `As ${role === "owner" ? "an Owner" : "an Admin"} it reaches every project.`}
        />
        {access.projects.length === 0 ? (
          <p className="px-5 pb-5 text-ink-3">No role of its own on a project.</p>
        ) : (
          <ul className="px-5 pb-3.5">
            {access.projects.map((project) => (
              <li key={project.id} className="flex min-h-9 items-center gap-3">
                <Link
                  href={paths.project(project.id)}
                  className="min-w-0 flex-1 wrap-anywhere hover:underline"
                  dir="auto"
                >
                  {project.name}
                </Link>
                <span className="text-ink-2">{projectRoleNames[project.role]}</span>
                <ActionButton
                  action={removeProject}
                  fields={{ ...fields, projectId: project.id }}
                  size="sm"
                  variant="ghost"
                  label={`Remove from ${project.name}`}
                  pendingText="Removing…"
                >
                  Remove
                </ActionButton>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card>
        <CardHeader title="Teams" count={access.teams.length || undefined} />
        {access.teams.length === 0 ? (
          <p className="px-5 pb-5 text-ink-3">In no team.</p>
        ) : (
          <ul className="px-5 pb-3.5">
            {access.teams.map((team) => (
              <li key={team.id} className="flex min-h-9 items-center gap-3">
                <Link
                  href={paths.team(orgId, team.id)}
                  className="min-w-0 flex-1 wrap-anywhere hover:underline"
                  dir="auto"
                >
                  {team.name}
                </Link>
                <span className="text-ink-2">{projectRoleNames[team.role]}</span>
                <ActionButton
                  action={removeTeam}
                  fields={{ ...fields, teamId: team.id }}
                  size="sm"
                  variant="ghost"
                  label={`Remove from the team ${team.name}`}
                  pendingText="Removing…"
                >
                  Remove
                </ActionButton>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
