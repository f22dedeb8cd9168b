import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { Tag } from "@/components/ui/tag";
import type { MemberFacts } from "@/db/queries/members";
import type { LostProject, OffBoarding } from "@/db/queries/off-boarding";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { countOf, listOf } from "@/lib/format";

type Props = { member: MemberFacts; facts: OffBoarding; firstName: string; orgName: string };

/** What ends at once. */
export function LossCard({ member, facts, firstName, orgName }: Props) {
  const { projects } = facts;
  const { teams, sessions } = member;
  const ends = [
    `The role ${orgRoleNames[member.role]} in ${orgName}`,
    teams.length > 0 && `The place in ${countOf(teams.length, "team")}: ${listOf(teams.map((team) => team.name))}`,
    sessions > 0
      ? `${countOf(sessions, "session reaches", "sessions reach")} this organization no more; they stay signed in elsewhere`
      : "They are signed in nowhere now",
    projects.total === 0 && "They reach no project",
  ].filter((line) => line !== false);
  return (
    <Card>
      <CardHeader title={`What ${firstName} loses at once`} />
      <ul className="list-disc pr-5 pb-4 pl-10 text-ink-2">
        {ends.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {projects.total > 0 && (
        <CardSection>
          <p className="mb-1 text-xs text-ink-3">{`Access to ${countOf(projects.total, "project")}`}</p>
          <ul>
            {projects.rows.map((project) => (
              <li key={project.id} className="flex min-h-8 items-center gap-3 py-0.5">
                <span className="min-w-0 flex-1">
                  <span className="font-medium wrap-anywhere" dir="auto">
                    {project.name}
                  </span>{" "}
                  <span className="text-ink-3">{sourcesOf(project)}</span>
                </span>
                <Tag>{projectRoleNames[project.role]}</Tag>
              </li>
            ))}
          </ul>
          {projects.total > projects.rows.length && (
            <p className="mt-1 text-ink-3">{`And ${countOf(projects.total - projects.rows.length, "more project")}.`}</p>
          )}
        </CardSection>
      )}
    </Card>
  );
}

/** "through team Growth, individual" */
function sourcesOf({ grants }: LostProject): string {
  return grants
    .map(({ source, teamName }) => {
      if (source === "organization") return "by the organization role";
      if (source === "all_users") return "as all users";
      return source === "individual" ? "individual" : `through team ${teamName}`;
    })
    .join(", ");
}
