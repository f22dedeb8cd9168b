import * as z from "zod/mini";
import { nameField, requestKeyField } from "@/lib/fields";

export const createOrgSchema = z.object({
  name: nameField("a name for the organization"),
  requestKey: requestKeyField(),
});
export const renameOrgSchema = z.object({ name: nameField("a name for the organization") });
export type CreateOrgInput = z.infer<typeof createOrgSchema>;
export type RenameOrgInput = z.infer<typeof renameOrgSchema>;
