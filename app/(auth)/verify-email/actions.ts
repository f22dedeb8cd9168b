"use server";
import { publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { browserHash } from "@/lib/auth/cookies";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { paths } from "@/lib/paths";
import { verifyEmailSchema } from "@/lib/users/schemas";
import { completeSignUp } from "@/lib/users/sign-up";

export const confirmAddress = publicAction(verifyEmailSchema, async (actor, { password }) => {
  const proof = { browserHash: await browserHash(), password };
  const { userId, orgId } = await completeSignUp(actor, await carried("verify"), proof);
  const goTo = await finishSignIn({ userId, proof: "sign_up", returnTo: paths.org(orgId) });
  return { goTo, message: "Your address is confirmed and the organization is made." };
});
