import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { listOf } from "@/lib/format";

/** "Analysts" */
export function rolePlural(role: ProjectRole): string {
  return `${projectRoleNames[role]}s`;
}

/** What membership gives, in a sentence. */
export function membershipSentence(team: {
  name: string;
  role: ProjectRole;
  projects: readonly { name: string }[];
}): string {
  const { name, role, projects } = team;
  if (projects.length === 0)
    return `Members of ${name} reach no project through it yet. They will be ${rolePlural(role)} on the projects added here.`;
  const names = projects.map((project) => project.name);
  return `Members of ${name} are ${rolePlural(role)} on ${listOf(names, 3)}.`;
}
