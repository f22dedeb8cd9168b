import { Card, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/page-header";
import type { ReachedProject } from "@/db/queries/access";
import type { MyTeam } from "@/db/queries/orgs";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";

/** What somebody who may not see the whole organization sees of it: their own projects and teams. */
export function MyProjects({ projects }: { projects: ReachedProject[] }) {
  return (
    <Card>
      <CardHeader title="Your projects" count={projects.length} />
      {projects.length === 0 ? (
        <EmptyState>You reach no project yet. An owner or admin of the organization can add you to one.</EmptyState>
      ) : (
        <Facts>
          {projects.map((project) => (
            <Fact
              key={project.id}
              label={
                <Link href={paths.project(project.id)} className="text-ink hover:underline">
                  {project.name}
                </Link>
              }
            >
              <span className="text-ink-2">{projectRoleNames[project.role]}</span>
            </Fact>
          ))}
        </Facts>
      )}
    </Card>
  );
}

export function MyTeams({ teams }: { teams: MyTeam[] }) {
  return (
    <Card>
      <CardHeader title="Your teams" count={teams.length} />
      {teams.length === 0 ? (
        <EmptyState>You are in no team. Teams give the same role on the same projects to everyone in them.</EmptyState>
      ) : (
        <Facts>
          {teams.map((team) => (
            <Fact key={team.id} label={<span className="text-ink">{team.name}</span>}>
              <span className="text-ink-2">
                {projectRoleNames[team.role]} · {countOf(team.members, "person", "people")}
              </span>
            </Fact>
          ))}
        </Facts>
      )}
    </Card>
  );
}
