import type { OrgRole, ProjectRole } from "./roles";

/** What each role is for, in a sentence. */
export const orgRoleSentences: Record<OrgRole, string> = {
  owner: "Runs the organization: plan, security, people, and every project as its Owner.",
  admin: "Manages people, teams and settings, and reaches every project as its Admin.",
  billing_admin: "Looks after plan, billing details and invoices. Reaches projects only by grants.",
  member: "Works in the projects that teams and grants give them.",
};

export const projectRoleSentences: Record<ProjectRole, string> = {
  owner: "May do everything, also rotate keys and transfer, reset or delete the project.",
  admin: "Changes settings, reads access keys and gives others access.",
  analyst: "Makes and edits reports, exports, and follows events live.",
  consumer: "Views reports.",
};
