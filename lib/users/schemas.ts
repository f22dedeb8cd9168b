import * as z from "zod/mini";
import { emailField, nameField, newPasswordField, passwordField, timezoneField } from "@/lib/fields";
import { locales } from "@/lib/viewer-locale";

const timezone = z.optional(z.string().check(z.maxLength(64)));

function sixDigits(error: string) {
  return z.string().check(
    z.overwrite((text) => text.replace(/\s+/g, "")),
    z.regex(/^\d{6}$/, error),
  );
}

export const signUpSchema = z.object({
  name: nameField("your name"),
  email: emailField(),
  password: newPasswordField(),
  orgName: nameField("a name for your organization"),
  timezone,
});
export const verifyEmailSchema = z.object({ password: z.optional(z.string().check(z.maxLength(1024))) });
export const signInEmailSchema = z.object({ email: emailField(), returnTo: z.optional(z.string()) });
export const signInSchema = z.object({
  email: emailField(),
  password: passwordField(),
  returnTo: z.optional(z.string()),
});
export const wayToOwnProofSchema = z.object({ returnTo: z.optional(z.string()) });
export const forgotPasswordSchema = z.object({ email: emailField() });
export const resetPasswordSchema = z.object({ password: newPasswordField() });
export const emailCodeSchema = z.object({ code: sixDigits("Enter the 6 digits from the e-mail.") });
export const endSessionSchema = z.object({ sessionId: z.string().check(z.minLength(1), z.maxLength(64)) });
export const nothing = z.object({});

export const renameUserSchema = z.object({ name: nameField("your name") });
const localeNames: readonly string[] = locales.map(({ value }) => value);
export const preferencesSchema = z.object({
  locale: z.string().check(z.refine((value) => localeNames.includes(value), "Choose a language from the list.")),
  /** Empty for the timezone of each device. */
  timezone: timezoneField({ optional: true }),
});
export const changeEmailSchema = z.object({ email: emailField() });
export const changePasswordSchema = z.object({ current: passwordField(), password: newPasswordField() });
/** What the browser can judge of a number; the rest needs the numbering plans (`phone-schema.ts`). */
export const typedPhoneSchema = z.object({
  phone: z.string().check(
    z.refine((text) => text.trim().length > 0, { error: "Enter a phone number.", abort: true }),
    z.refine((text) => /^\s*(\+|00)/.test(text), {
      error: "Begin with + and the country code, such as +49 30 123456.",
    }),
  ),
});
export const phoneCodeSchema = z.object({ code: sixDigits("Enter the 6 digits from the text message.") });
const switchField = z.pipe(
  z.optional(z.string()),
  z.transform((value) => value === "on"),
);
export const usageSwitchesSchema = z.object({ recorded: switchField, used: switchField });
export const deleteAccountSchema = z.object({ typed: z.string().check(z.maxLength(400)) });

export type SignUpInput = z.infer<typeof signUpSchema>;
export type SignInInput = z.infer<typeof signInSchema>;
export type PreferencesInput = z.infer<typeof preferencesSchema>;
export type ChangePasswordInput = z.infer<typeof changePasswordSchema>;
export type UsageSwitchesInput = z.infer<typeof usageSwitchesSchema>;
