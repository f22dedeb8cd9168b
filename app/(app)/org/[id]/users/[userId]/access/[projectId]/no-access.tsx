import type { View } from "@/components/members/grants-card";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { type PlanId, planHas } from "@/lib/billing/plans";
import { paths } from "@/lib/paths";

/** Somebody without access: the ways of giving it, each with the page that does. */
export function NoAccess({
  orgId,
  userId,
  project,
  firstName,
  plan,
}: View & { orgId: number; userId: string; plan: PlanId }) {
  const roles = planHas(plan, "limited_roles") ? "any role" : "the role Owner or Admin";
  const ways = [
    {
      title: "An individual grant",
      text: `Gives ${firstName} ${roles} on this project alone.`,
      href: `${paths.addToProjects(orgId, userId)}?projects=${project.id}`,
      label: "Add to the project",
    },
    {
      title: "A team that holds the project",
      text: `Gives ${firstName} the team's role on all of its projects.`,
      href: paths.addToTeams(orgId, userId),
      label: "Add to a team",
    },
    {
      title: "A role in the organization",
      text: `As Admin or Owner of the organization ${firstName} would reach every project.`,
      href: `${paths.user(orgId, userId)}#role`,
      label: "Organization role",
    },
    {
      title: "A grant to all users",
      text: "Gives everybody in the organization one role on this project.",
      href: paths.allUsersRole(project.id),
      label: "All users",
    },
  ];
  return (
    <Card>
      <CardHeader title="What would give it" lined />
      <ul>
        {ways.map(({ title, text, href, label }) => (
          <li
            key={title}
            className="flex items-start justify-between gap-4 px-5 py-3.5 not-last:border-b not-last:border-line"
          >
            <div className="min-w-0">
              <p className="font-medium">{title}</p>
              <p className="text-ink-2">{text}</p>
            </div>
            <LinkButton href={href} size="sm" className="shrink-0">
              {label}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
