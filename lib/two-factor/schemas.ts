import * as z from "zod/mini";
import { nameField, passwordField } from "@/lib/fields";
import { factorKinds } from "./factors";

/** Forms of second factors. */

function sixDigits(error: string) {
  return z.string().check(
    z.overwrite((text) => text.replace(/\s+/g, "")),
    z.regex(/^\d{6}$/, error),
  );
}

export const appCodeSchema = z.object({ code: sixDigits("Enter the 6 digits that your app shows.") });
export const textCodeSchema = z.object({ code: sixDigits("Enter the 6 digits from the text message.") });
const returnTo = z.optional(z.string());
export const returnSchema = z.object({ returnTo });
export const enrolAppCodeSchema = z.object({ ...appCodeSchema.shape, returnTo });
export const enrolTextCodeSchema = z.object({ ...textCodeSchema.shape, returnTo });
export const recoveryCodeSchema = z.object({
  code: z.string().check(
    z.refine((text) => text.trim().length > 0, { error: "Enter one of your recovery codes.", abort: true }),
    z.refine((text) => /^[a-z0-9]{16}$/i.test(text.replace(/[\s-]/g, "")), {
      error: "A recovery code has 16 letters and digits in four groups.",
    }),
  ),
});
/** What the browser can judge of a code, by its kind. */
export const codeSchemas = { totp: appCodeSchema, text: textCodeSchema, recovery_code: recoveryCodeSchema };

/** What an authenticator answered, as JSON. */
const answer = z.string().check(z.minLength(2), z.maxLength(20_000));
export const passkeyAnswerSchema = z.object({ answer, returnTo });
export const addPasskeySchema = z.object({
  answer,
  name: z.pipe(
    z.optional(z.string().check(z.maxLength(80, "Use at most 80 characters."))),
    z.transform((text) => (text ?? "").trim()),
  ),
  returnTo,
});

const passkeyId = z.string().check(z.minLength(1), z.maxLength(64));
export const passkeySchema = z.object({ passkeyId });
export const renamePasskeySchema = z.object({ passkeyId, name: nameField("a name for the passkey") });
export const trustedDeviceSchema = z.object({ deviceId: passkeyId });

const trust = z.pipe(
  z.optional(z.string()),
  z.transform((value) => value === "on"),
);
const factor = z.enum(factorKinds);
/** A code of any kind; which form it must have the form of that kind says. */
const code = z.string().check(
  z.refine((text) => text.trim().length > 0, { error: "Enter the code.", abort: true }),
  z.maxLength(20_000, "That is too long."),
);
export const signInFactorSchema = z.object({ factor, code, trust });
export const confirmPasswordSchema = z.object({ password: passwordField(), returnTo });
export const confirmFactorSchema = z.object({
  factor,
  code,
  password: z.optional(z.string().check(z.maxLength(1024))),
  returnTo,
});
