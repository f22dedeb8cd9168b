"use server";
import { publicAction } from "@/lib/auth/actions";
import { carry } from "@/lib/auth/carried";
import { ensureBrowserHash } from "@/lib/auth/cookies";
import { paths } from "@/lib/paths";
import { signUpSchema } from "@/lib/users/schemas";
import { signUp } from "@/lib/users/sign-up";

export const askToSignUp = publicAction(signUpSchema, async (actor, input) => {
  await signUp(actor, input, await ensureBrowserHash());
  await carry("email", input.email);
  return { goTo: paths.checkMail };
});
