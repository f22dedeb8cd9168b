import { type OrgRole, orgRoleNames, type ProjectRole, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { endText } from "./ends";

/** Why somebody reaches a project, and what would remain, in words. Pure; grants stand with the winning one first. */

export type Granted = {
  source: "organization" | "team" | "individual" | "all_users";
  role: ProjectRole;
  teamId: string | null;
  teamName: string | null;
  /** As ISO 8601, where it ends by itself. */
  endsAt: string | null;
};
/** `timeZone`: of whoever reads. */
export type Person = { firstName: string; role: OrgRole; timeZone: string };

/** Lines of a person's projects on one page. */
export const personPageSize = 20;

/** The highest role of some grants (R3), or null. */
export function effectiveRole(grants: readonly Pick<Granted, "role">[]): ProjectRole | null {
  return grants.reduce<ProjectRole | null>(
    (highest, { role }) =>
      highest === null || projectRoles.indexOf(role) > projectRoles.indexOf(highest) ? role : highest,
    null,
  );
}

/** "Analyst through team Growth", "Admin, individual until Dec 3, 2026, 17:00". */
export function grantWords({ source, role, teamName, endsAt }: Granted, person: Person): string {
  const name = projectRoleNames[role];
  if (source === "organization") return `${name}, as ${orgRoleNames[person.role]} of the organization`;
  if (source === "all_users") return `${name}, given to all users of the organization`;
  if (source === "team") return `${name} through team ${teamName}`;
  return `${name}, individual${endsAt ? ` until ${untilText(endsAt, person.timeZone)}` : ""}`;
}

/** "the end of Dec 3, 2026", "Dec 3, 2026, 17:00" */
export function untilText(endsAt: string | Date, timeZone: string): string {
  const text = endText(new Date(endsAt), timeZone);
  return text.startsWith("end") ? `the ${text}` : text;
}

function nameOf({ source, teamName }: Granted): string {
  if (source === "organization") return "organization role";
  if (source === "all_users") return "grant to all users";
  return source === "individual" ? "individual grant" : `team ${teamName}`;
}

/** What would remain of a person's access if one of their grants were taken away. */
export function remainderWords(grants: readonly Granted[], taken: Granted, firstName: string): string {
  const before = effectiveRole(grants);
  const after = effectiveRole(grants.filter((grant) => grant !== taken));
  if (after === null) return `Without the ${nameOf(taken)}, ${firstName} would not reach this project.`;
  return `Without the ${nameOf(taken)}, ${firstName} ${after === before ? "stays" : "would be"} ${projectRoleNames[after]}.`;
}

/** "Daniel becomes Admin", "Daniel stays Analyst": what one grant makes of all of them together. */
export function becomesWords(before: ProjectRole | null, after: ProjectRole, firstName: string): string {
  return `${firstName} ${before === after ? "stays" : "becomes"} ${projectRoleNames[after]}`;
}

/** Up to the first blank; names without one stay whole. */
export function firstNameOf(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}
