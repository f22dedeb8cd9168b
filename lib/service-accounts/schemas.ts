import * as z from "zod/mini";
import { orgRoles } from "@/lib/authz/roles";
import { nameField, requestKeyField } from "@/lib/fields";
import { parts } from "@/lib/invitations/schemas";

/** In days; `date` asks for a day of one's own. */
export const expiryChoices = ["never", "30", "90", "365", "date"] as const;

const accountId = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{8}$/, "Choose a service account.")),
  z.transform((text) => Number(text)),
);
const projectId = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{8}$/, "Choose projects from the list.")),
  z.transform((text) => Number(text)),
);
const teamId = z.string().check(z.minLength(1), z.maxLength(64));

/** `expiresOn`: a day as `2027-03-31`, in UTC to its end. */
export const createServiceAccountSchema = z
  .object({
    name: nameField("a name for the service account", 60),
    role: z.enum(orgRoles, "Choose a role."),
    ...parts,
    expires: z.enum(expiryChoices, "Choose how long it works."),
    expiresOn: z.optional(z.string()),
    requestKey: requestKeyField(),
  })
  .check(
    z.refine(({ expires, expiresOn }) => expires !== "date" || isDay(expiresOn ?? ""), {
      error: "Choose the day it ends.",
      path: ["expiresOn"],
    }),
  );
export type CreateServiceAccountInput = z.infer<typeof createServiceAccountSchema>;

export const serviceAccountSchema = z.object({ accountId });
export const giveServiceAccessSchema = z.object({ accountId, ...parts });
export const serviceProjectSchema = z.object({ accountId, projectId });
export const serviceTeamSchema = z.object({ accountId, teamId });

function isDay(text: string): boolean {
  return /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text);
}
