import * as z from "zod/mini";
import { orgRoles, projectRoles } from "@/lib/authz/roles";
import { untilCheck, untilFields } from "./until";

export const changeRoleSchema = z.object({
  userId: z.string().check(z.minLength(1)),
  role: z.enum(orgRoles, "Choose a role."),
  /** The role the form showed: a page gone stale changes nothing. */
  was: z.enum(orgRoles),
});
/**
 * `invitations`: what becomes of open ones that the person gave, or parts of; without it those parts fall away.
 * `billingEmail` takes their address off the billing mails.
 */
export const removeMemberSchema = z.object({
  userId: z.string().check(z.minLength(1)),
  invitations: z.optional(z.enum(["keep", "revoke"], "Choose what becomes of the invitations.")),
  billingEmail: z.optional(z.literal("on")),
});
export const memberIdSchema = z.object({ userId: z.string().check(z.minLength(1), z.maxLength(64)) });

const userId = z.string().check(z.minLength(1), z.maxLength(64));
const projectId = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{8}$/, "Choose projects from the list.")),
  z.transform((text) => Number(text)),
);
const projectRole = z.enum(projectRoles, "Choose a project role.");

/** `projects`: ids of one or more projects; all are given with `role`. */
export const giveGrantsSchema = z
  .object({
    userId,
    projects: z.array(projectId).check(z.minLength(1, "Choose at least one project."), z.maxLength(200)),
    role: projectRole,
    ...untilFields,
  })
  .check(untilCheck);
/** `was` and `wasEnds`: the role the page showed, and the end as ISO 8601, "" for none. */
const shown = { was: projectRole, wasEnds: z.optional(z.string().check(z.maxLength(40))) };
export const changeGrantSchema = z.object({ userId, projectId, role: projectRole, ...shown });
export const changeGrantEndSchema = z.object({ userId, projectId, ...shown, ...untilFields }).check(untilCheck);
export const removeGrantSchema = z.object({ userId, projectId, ...shown });
export type GiveGrantsInput = z.infer<typeof giveGrantsSchema>;
export type ChangeGrantInput = z.infer<typeof changeGrantSchema>;
export type ChangeGrantEndInput = Pick<
  z.infer<typeof changeGrantEndSchema>,
  "userId" | "projectId" | "was" | "wasEnds"
>;
export type RemoveGrantInput = z.infer<typeof removeGrantSchema>;
export type MemberIdInput = z.infer<typeof memberIdSchema>;
export type ChangeRoleInput = z.infer<typeof changeRoleSchema>;
export type RemoveMemberInput = z.infer<typeof removeMemberSchema>;

const teamId = z.string().check(z.minLength(1), z.maxLength(64));
export const addToTeamsSchema = z.object({
  userId,
  teams: z.array(teamId).check(z.minLength(1, "Choose at least one team."), z.maxLength(200)),
});
export const removeFromTeamSchema = z.object({ userId, teamId });
export type AddToTeamsInput = z.infer<typeof addToTeamsSchema>;
export type RemoveFromTeamInput = z.infer<typeof removeFromTeamSchema>;
