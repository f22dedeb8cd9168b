"use server";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { publicAction } from "@/lib/auth/actions";
import { carry } from "@/lib/auth/carried";
import { browserHash } from "@/lib/auth/cookies";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { signInWithPasskey } from "@/lib/auth/passkey-sign-in";
import { paths, safeReturnPath } from "@/lib/paths";
import { passkeyAnswerSchema } from "@/lib/two-factor/schemas";
import { signInEmailSchema } from "@/lib/users/schemas";

/** By a passkey alone. */
export const signInByPasskey = publicAction(passkeyAnswerSchema, async (actor, { answer, returnTo }) => {
  const { userId } = await signInWithPasskey(actor, answer, await browserHash());
  return { goTo: await finishSignIn({ userId, proof: "passkey", returnTo: safeReturnPath(returnTo) }) };
});

/** Looks nobody up but the domain: the next step is the same for every address of it (A2). */
export const nameEmail = publicAction(signInEmailSchema, async (_actor, { email, returnTo }) => {
  await carry("email", email);
  const sso = await ssoOfEmail(email);
  const back = safeReturnPath(returnTo);
  return { goTo: sso?.stage === "required" ? paths.signInSso({ returnTo: back }) : paths.signInPassword(back) };
});
