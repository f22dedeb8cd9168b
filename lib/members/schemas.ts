import * as z from "zod/mini";
import { orgRoles } from "@/lib/authz/roles";

export const changeRoleSchema = z.object({
  userId: z.string().check(z.minLength(1)),
  role: z.enum(orgRoles, "Choose a role."),
  /** The role the form showed: a page gone stale changes nothing. */
  was: z.enum(orgRoles),
});
export const removeMemberSchema = z.object({ userId: z.string().check(z.minLength(1)) });
export type ChangeRoleInput = z.infer<typeof changeRoleSchema>;
export type RemoveMemberInput = z.infer<typeof removeMemberSchema>;
