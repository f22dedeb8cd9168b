import * as z from "zod/mini";
import { nameField, requestKeyField } from "@/lib/fields";

export const createOrgSchema = z.object({
  name: nameField("a name for the organization"),
  requestKey: requestKeyField(),
});
export const renameOrgSchema = z.object({ name: nameField("a name for the organization") });
export const deleteOrgSchema = z.object({
  typed: z.string().check(z.refine((text) => text.trim().length > 0, { error: "Type the name as it stands above." })),
});
export const restoreOrgSchema = z.object({ deleted: z.string().check(z.regex(/^[1-9]\d{8}$/)) });
export type DeleteOrgInput = z.infer<typeof deleteOrgSchema>;
export type RestoreOrgInput = z.infer<typeof restoreOrgSchema>;
export type CreateOrgInput = z.infer<typeof createOrgSchema>;
export type RenameOrgInput = z.infer<typeof renameOrgSchema>;
