import * as z from "zod/mini";
import { emailField, nameField, newPasswordField, passwordField } from "@/lib/fields";

const timezone = z.optional(z.string().check(z.maxLength(64)));

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
export const forgotPasswordSchema = z.object({ email: emailField() });
export const resetPasswordSchema = z.object({ password: newPasswordField() });
export const confirmSchema = z.object({ password: passwordField(), returnTo: z.optional(z.string()) });
export const emailCodeSchema = z.object({
  code: z.string().check(
    z.overwrite((text) => text.replace(/\s+/g, "")),
    z.regex(/^\d{6}$/, "Enter the 6 digits from the e-mail."),
  ),
});
export const endSessionSchema = z.object({ sessionId: z.string().check(z.minLength(1), z.maxLength(64)) });
export const nothing = z.object({});

export type SignUpInput = z.infer<typeof signUpSchema>;
export type SignInInput = z.infer<typeof signInSchema>;
