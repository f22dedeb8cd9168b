import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import type { ExplainedProject, Grant } from "@/db/queries/access";
import { type OrgRole, orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";

type Person = { firstName: string; role: OrgRole };
type Props = { projects: ExplainedProject[]; total: number; person: Person; moreHref: string };

/** Every project a person reaches, with every grant: the winning one first, what would remain in a sentence. */
export function AccessCard({ projects, total, person, moreHref }: Props) {
  return (
    <Card>
      <CardHeader title="Projects" count={total} lined={total > 0} />
      {projects.length === 0 ? (
        <EmptyState>
          {person.firstName} reaches no project. A team, an individual grant or an organization role would give access.
        </EmptyState>
      ) : (
        projects.map((project, index) => (
          <ProjectAccess key={project.projectId} project={project} person={person} open={index === 0} />
        ))
      )}
      {total > projects.length && (
        <div className="border-t border-line px-5 py-3.5">
          <LinkButton href={moreHref}>{`Show all ${countOf(total, "project")}`}</LinkButton>
        </div>
      )}
    </Card>
  );
}

function ProjectAccess({ project, person, open }: { project: ExplainedProject; person: Person; open: boolean }) {
  return (
    <details open={open} className="group not-last:border-b not-last:border-line">
      <summary className="flex cursor-pointer list-none items-center justify-between gap-4 px-5 py-3.5 hover:bg-sunken/60 [&::-webkit-details-marker]:hidden">
        <span className="min-w-0">
          <span className="block font-medium wrap-anywhere">{project.name}</span>
          <span className="block text-xs text-ink-3">{project.timezone}</span>
        </span>
        <span className="flex items-center gap-3">
          <Tag tone="accent">{projectRoleNames[project.role]}</Tag>
          <span className="text-xs text-ink-3 group-open:hidden">Why</span>
          <span className="hidden text-xs text-ink-3 group-open:inline">Close</span>
        </span>
      </summary>
      <div className="border-t border-line px-5 py-3.5">
        <p className="mb-1.5 text-xs text-ink-3">
          Why {person.firstName} is {projectRoleNames[project.role]} here
        </p>
        <ul className="grid gap-0.5">
          {project.grants.map((grant, index) => (
            <li key={`${grant.source}-${grant.teamId}`} className="flex min-h-8 items-center gap-3">
              <span
                aria-hidden="true"
                className={`size-1.5 shrink-0 rounded-full ${index === 0 ? "bg-accent" : "bg-line-strong"}`}
              />
              <span className="min-w-0 flex-1 wrap-anywhere">
                <GrantText grant={grant} person={person} />
              </span>
              {grant.source === "all_users" && (
                <Link
                  href={paths.projectSettings(project.projectId)}
                  className="text-ink-3 hover:text-ink hover:underline"
                >
                  Open project
                </Link>
              )}
            </li>
          ))}
        </ul>
        <p className="mt-1.5 text-ink-3">{remainder(project, person)}</p>
      </div>
    </details>
  );
}

function GrantText({ grant, person }: { grant: Grant; person: Person }) {
  const role = projectRoleNames[grant.role];
  if (grant.source === "organization")
    return <>{`${role}, because ${person.firstName} is ${orgRoleNames[person.role]} of the organization`}</>;
  if (grant.source === "all_users") return <>{`${role}, given to all users of the organization`}</>;
  if (grant.source === "individual") return <>{`${role}, individual`}</>;
  return (
    <>
      {role} through team <b className="font-medium">{grant.teamName}</b>
    </>
  );
}

/** What would remain if the winning grant were taken away. */
function remainder(project: ExplainedProject, { firstName }: Person): string {
  const [winner, next] = project.grants;
  if (!winner) return "";
  const without = {
    organization: "organization role",
    team: `team ${winner.teamName}`,
    individual: "individual grant",
    all_users: "grant to all users",
  }[winner.source];
  if (!next) return `Without the ${without} ${firstName} would not reach this project.`;
  const stays = next.role === winner.role ? "stays" : "would be";
  return `Without the ${without} ${firstName} ${stays} ${projectRoleNames[next.role]}.`;
}
