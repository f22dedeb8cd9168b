"use server";
import { publicAction } from "@/lib/auth/actions";
import { carry } from "@/lib/auth/carried";
import { askPasswordReset } from "@/lib/auth/sign-in";
import { paths } from "@/lib/paths";
import { forgotPasswordSchema } from "@/lib/users/schemas";

export const askForReset = publicAction(forgotPasswordSchema, async (actor, { email }) => {
  await askPasswordReset(actor, email);
  await carry("email", email);
  return { goTo: paths.resetSent };
});
