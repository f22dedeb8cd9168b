import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import type { TeamFacts } from "@/db/queries/teams";
import type { OrgActor } from "@/lib/authz/actor";
import { paths } from "@/lib/paths";
import { AddForm } from "./add-form";

/** The projects that the team reaches; ticks lead to what taking them away changes. */
export function ProjectsCard({ actor, team, manages }: { actor: OrgActor; team: TeamFacts; manages: boolean }) {
  const orgId = actor.org.id;
  return (
    <Card>
      <CardHeader title="Projects" count={team.projects.length} lined />
      {manages && (
        <CardSection>
          <AddForm orgId={orgId} teamId={team.id} what="projects" key={team.version} />
        </CardSection>
      )}
      {team.projects.length > 0 && (
        <form method="get" action={paths.changeTeam(orgId, team.id)} className="group border-t border-line">
          <input type="hidden" name="kind" value="remove-projects" />
          <ul className="max-h-96 overflow-y-auto px-5 py-2">
            {team.projects.map((project) => (
              <li key={project.id} className="flex min-h-9 items-center gap-3">
                {manages && <Checkbox name="ids" value={project.id} label={project.name} />}
                <Link href={paths.projectSettings(project.id)} className="min-w-0 flex-1 wrap-anywhere hover:underline">
                  {project.name}
                </Link>
                <span className="text-xs text-ink-3 max-sm:hidden">{project.timezone}</span>
              </li>
            ))}
          </ul>
          <div className="hidden border-t border-line px-5 py-3 group-has-[:checked]:block">
            <Button type="submit" size="sm" variant="danger-quiet">
              Take out of the team…
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}
