"use server";
import { publicAction } from "@/lib/auth/actions";
import { browserHash } from "@/lib/auth/cookies";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { safeReturnPath } from "@/lib/paths";
import { signInSchema } from "@/lib/users/schemas";

export const signIn = publicAction(signInSchema, async (actor, { email, password, returnTo }) => {
  const { userId } = await signInWithPassword(actor, { email, password }, await browserHash());
  return { goTo: await finishSignIn({ userId, proof: "password", returnTo: safeReturnPath(returnTo) }) };
});
