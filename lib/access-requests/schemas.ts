import * as z from "zod/mini";
import { projectRoles } from "@/lib/authz/roles";

const projectId = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{8}$/)),
  z.transform((text) => Number(text)),
);
const requestId = z.string().check(z.regex(/^arq_[0-9a-z]{8,40}$/));

/** Words of somebody, tidied and bounded. */
function words(message: string) {
  return z.pipe(
    z.string().check(z.refine((text) => [...text.trim()].length <= 500, { error: message })),
    z.transform((text) => text.normalize("NFC").replaceAll("\r\n", "\n").trim()),
  );
}

export const askSchema = z.object({ projectId, reason: words("Use at most 500 characters.") });
export const withdrawSchema = z.object({ projectId });
export const grantAccessSchema = z.object({ requestId, role: z.enum(projectRoles, "Choose a role.") });
export const declineAccessSchema = z.object({ requestId, answer: words("Use at most 500 characters.") });

export type AskInput = z.infer<typeof askSchema>;
export type WithdrawInput = z.infer<typeof withdrawSchema>;
export type GrantAccessInput = z.infer<typeof grantAccessSchema>;
export type DeclineAccessInput = z.infer<typeof declineAccessSchema>;
