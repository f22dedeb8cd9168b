"use server";
import { projectAction } from "@/lib/auth/actions";
import { revealApiSecret } from "@/lib/projects/projects";
import { noFields } from "@/lib/projects/schemas";

/** Answers with the secret itself; it is in no page before. */
export const revealSecret = projectAction(noFields, async (actor) => ({ message: await revealApiSecret(actor) }));
