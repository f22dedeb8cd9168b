import * as z from "zod/mini";
import { projectRoles } from "@/lib/authz/roles";
import { nameField, requestKeyField, timezoneField } from "@/lib/fields";
import { keyKinds } from "./key-words";

export const createProjectSchema = z.object({
  name: nameField("a name for the project"),
  timezone: timezoneField(),
  requestKey: requestKeyField(),
});
export type CreateProjectInput = z.infer<typeof createProjectSchema>;

/** The chosen projects, or all that match the list's filter; how many the page showed; and what it asked to type. */
export const deleteProjectsSchema = z.object({
  ids: z.array(z.string().check(z.regex(/^[1-9]\d{8}$/))),
  all: z.optional(z.literal("on")),
  q: z.optional(z.string().check(z.maxLength(100))),
  team: z.optional(z.string().check(z.maxLength(64))),
  shown: z.string().check(z.regex(/^\d{1,9}$/)),
  typed: typedField(),
});
export type DeleteProjectsInput = z.infer<typeof deleteProjectsSchema>;

export const deleteProjectSchema = z.object({ typed: typedField() });
export type DeleteProjectInput = z.infer<typeof deleteProjectSchema>;

const resetId = /^prs_[0-9a-z]{24}$/;

/** With the latest reset that the page knew of, or nothing. */
export const resetProjectSchema = z.object({
  shown: z.union([z.literal(""), z.string().check(z.regex(resetId))]),
  typed: typedField(),
});
export type ResetProjectInput = z.infer<typeof resetProjectSchema>;

export const restoreResetSchema = z.object({ reset: z.string().check(z.regex(resetId)) });
export type RestoreResetInput = z.infer<typeof restoreResetSchema>;

/** A name only where another project has taken the old one meanwhile. */
export const restoreProjectSchema = z.object({
  deleted: z.string().check(z.regex(/^[1-9]\d{8}$/)),
  name: z.optional(nameField("a name for the project")),
});
export type RestoreProjectInput = z.infer<typeof restoreProjectSchema>;

/** `was`: the name that the page showed. */
export const renameProjectSchema = z.object({ name: nameField("a name for the project"), was: z.string() });
export type RenameProjectInput = z.infer<typeof renameProjectSchema>;

export const changeTimezoneSchema = z.object({ timezone: timezoneField(), was: z.string() });
export type ChangeTimezoneInput = z.infer<typeof changeTimezoneSchema>;

/** `shownKey`: the stamp of the key that the page was about. */
export const rotateKeySchema = z.object({
  kind: z.enum(keyKinds),
  overlap: z.enum(["now", "1h", "24h", "7d"], { error: "Choose how long the old one works." }),
  shownKey: z.string().check(z.maxLength(64)),
});
export type RotateKeyInput = z.infer<typeof rotateKeySchema>;

export const previousKeySchema = z.object({ previousKeyId: z.string().check(z.regex(/^key_[0-9a-z]{24}$/)) });
export type PreviousKeyInput = z.infer<typeof previousKeySchema>;

export const changeAutotrackSchema = z.object({ to: z.enum(["on", "off"]) });
export type ChangeAutotrackInput = z.infer<typeof changeAutotrackSchema>;

/** `to`: the organization it goes to; `typed` the project's name. */
export const requestTransferSchema = z.object({ to: z.string().check(z.regex(/^[1-9]\d{8}$/)), typed: typedField() });
export type RequestTransferInput = z.infer<typeof requestTransferSchema>;

const transferId = () => z.string().check(z.regex(/^trf_[0-9a-z]{24}$/));
export const confirmTransferSchema = z.object({ transferId: transferId(), typed: typedField() });
export type ConfirmTransferInput = z.infer<typeof confirmTransferSchema>;
export const transferIdSchema = z.object({ transferId: transferId() });
export type TransferIdInput = z.infer<typeof transferIdSchema>;

export const noFields = z.object({});

function typedField() {
  return z.string().check(z.refine((text) => text.trim().length > 0, { error: "Type it as it stands above." }));
}

/** "none" or a project role; `was`: what the page showed. */
const roleOrNone = z.pipe(
  z.enum(["none", ...projectRoles], "Choose a role, or no access."),
  z.transform((text) => projectRoles.find((role) => role === text) ?? null),
);
export const allUsersRoleSchema = z.object({ role: roleOrNone, was: roleOrNone });
export type AllUsersRoleInput = z.infer<typeof allUsersRoleSchema>;
