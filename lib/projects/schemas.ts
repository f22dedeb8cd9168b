import * as z from "zod/mini";
import { nameField, requestKeyField, timezoneField } from "@/lib/fields";

export const createProjectSchema = z.object({
  name: nameField("a name for the project"),
  timezone: timezoneField(),
  requestKey: requestKeyField(),
});
export type CreateProjectInput = z.infer<typeof createProjectSchema>;
export const noFields = z.object({});
