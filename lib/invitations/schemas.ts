import * as z from "zod/mini";
import { type OrgRole, orgRoles, type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { nameField, newPasswordField } from "@/lib/fields";
import { untilCheck, untilFields } from "@/lib/members/until";
import { badAddressesMessage, parseAddresses } from "./addresses";

export const mostAddresses = 500;

const addressesField = z.pipe(
  z.string().check(
    z.refine((text) => text.trim() !== "", { error: "Enter at least one e-mail address.", abort: true }),
    ...goodAddresses(),
  ),
  z.transform((text) => parseAddresses(text).emails),
);

/** None at all is left to the rest of the form. */
const anyAddressesField = z.pipe(
  z.string().check(...goodAddresses()),
  z.transform((text) => parseAddresses(text).emails),
);

function goodAddresses() {
  return [
    z.refine<string>((text) => text.length <= 60_000, {
      error: "That is too long. Invite at most 500 people at a time.",
      abort: true,
    }),
    z.refine<string>((text) => parseAddresses(text).bad.length === 0, {
      error: (issue) => badAddressesMessage(parseAddresses(String(issue.input ?? "")).bad),
      abort: true,
    }),
    z.refine<string>((text) => parseAddresses(text).emails.length <= mostAddresses, {
      error: (issue) =>
        `That is ${parseAddresses(String(issue.input ?? "")).emails.length} addresses. Invite at most 500 at a time.`,
    }),
  ];
}

/** "" of a select that was left alone; else a project's id, with the role to give on it where that is not `projectRole`: "482913377:analyst". */
const projectsField = z._default(
  z.array(
    z
      .string()
      .check(z.regex(/^([1-9]\d{8}(:(owner|admin|analyst|consumer))?)?$/, "Choose projects and roles from the lists.")),
  ),
  [],
);
const projectRoleField = z._default(z.enum(projectRoles, "Choose a project role."), "admin");
const teamsField = z._default(z.array(z.string().check(z.minLength(1), z.maxLength(64))), []);

/** Projects, each with a role, and teams, as forms send them; read by {@link givenOf}. */
export const parts = { projects: projectsField, projectRole: projectRoleField, teams: teamsField };
export const partsSchema = z.object(parts);

export const inviteSchema = z.object({ emails: addressesField, role: z.enum(orgRoles, "Choose a role."), ...parts });
export type InviteInput = z.infer<typeof inviteSchema>;

export type InvitePeopleInput = {
  people: { email: string; role: OrgRole }[];
  projects: { id: number; role: ProjectRole }[];
  teams: string[];
};

/** What a form gives beside membership: of a project named twice the last role counts. */
export function givenOf(input: Pick<InviteInput, "projects" | "projectRole" | "teams">) {
  const roles = new Map<number, ProjectRole>();
  for (const text of input.projects) {
    const [id, role] = text.split(":");
    if (!id) continue;
    roles.set(Number(id), projectRoles.find((name) => name === role) ?? input.projectRole);
  }
  return { projects: [...roles].map(([id, role]) => ({ id, role })), teams: [...new Set(input.teams)] };
}

export const invitationIdSchema = z.object({ invitationId: z.string().check(z.minLength(1), z.maxLength(64)) });
export const joinSchema = z.object({ name: nameField("your name"), password: newPasswordField() });
export type JoinInput = z.infer<typeof joinSchema>;

const invitationId = z.string().check(z.minLength(1), z.maxLength(64));
const projectRole = z.enum(projectRoles, "Choose a project role.");
const projectIdText = z.string().check(z.regex(/^[1-9]\d{8}$/, "Choose projects from the list."));
const projectId = z.pipe(
  projectIdText,
  z.transform((text) => Number(text)),
);
const teamId = z.string().check(z.minLength(1), z.maxLength(64));

/** `was`: the role the page showed. */
export const changeInvitationRoleSchema = z.object({
  invitationId,
  role: z.enum(orgRoles, "Choose a role."),
  was: z.enum(orgRoles),
});
export const addPartsSchema = z.object({
  invitationId,
  projects: z._default(z.array(projectIdText).check(z.maxLength(200)), []),
  projectRole: z._default(projectRole, "admin"),
  teams: z._default(z.array(teamId).check(z.maxLength(200)), []),
});
export const changeInvitationProjectSchema = z.object({ invitationId, projectId, role: projectRole, was: projectRole });
export const invitationProjectSchema = z.object({ invitationId, projectId });
export const invitationTeamSchema = z.object({ invitationId, teamId });
export type ChangeInvitationRoleInput = z.infer<typeof changeInvitationRoleSchema>;
export type AddPartsInput = z.infer<typeof addPartsSchema>;
export type ChangeInvitationProjectInput = z.infer<typeof changeInvitationProjectSchema>;
export type InvitationProjectInput = z.infer<typeof invitationProjectSchema>;
export type InvitationTeamInput = z.infer<typeof invitationTeamSchema>;

/** People for one project: addresses, or members that were picked, with a role and perhaps an end. */
export const projectInviteSchema = z
  .object({
    emails: anyAddressesField,
    people: z._default(z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.maxLength(200)), []),
    role: projectRole,
    ...untilFields,
  })
  .check(
    untilCheck,
    z.refine(({ emails, people }) => emails.length + people.length > 0, {
      error: "Enter at least one e-mail address.",
      path: ["emails"],
    }),
  );
export type ProjectInviteInput = Pick<z.infer<typeof projectInviteSchema>, "emails" | "people" | "role">;
