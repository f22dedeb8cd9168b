import * as z from "zod/mini";
import { requestKeyField } from "@/lib/fields";
import { disclosures, kinds, regulations } from "./kinds";

const mostBytes = 1024 * 1024;

/** `ids`: one a line; or `file`, a CSV whose first column has them. */
export const askPrivacySchema = z.object({
  projectId: z.string().check(z.regex(/^[1-9]\d{8}$/, "Choose a project.")),
  kind: z.enum(kinds, "Choose what it is about."),
  regulation: z.enum(regulations, "Choose the law it is made under."),
  disclosure: z._default(z.enum(disclosures, "Choose what is disclosed."), "Data"),
  ids: z._default(z.string().check(z.maxLength(mostBytes, "That is too long. Upload a file instead.")), ""),
  file: z.optional(z.nullable(z.custom<File>())),
  requestKey: requestKeyField(),
});
export type AskPrivacyInput = z.infer<typeof askPrivacySchema>;

export const privacyRequestSchema = z.object({
  projectId: z.string().check(z.regex(/^[1-9]\d{8}$/)),
  requestId: z.string().check(z.regex(/^prv_[0-9a-z]{24}$/)),
});
