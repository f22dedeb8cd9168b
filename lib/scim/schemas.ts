import * as z from "zod/mini";
import { nameField } from "@/lib/fields";

/** Forms of directory sync. */
export const newTokenSchema = z.object({ name: nameField("a name") });
export const tokenSchema = z.object({ tokenId: z.string().check(z.minLength(1), z.maxLength(64)) });

export type NewTokenInput = z.infer<typeof newTokenSchema>;
export type TokenInput = z.infer<typeof tokenSchema>;
