"use server";
import { publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { resetPassword } from "@/lib/users/password-reset";
import { resetPasswordSchema } from "@/lib/users/schemas";

export const chooseNewPassword = publicAction(resetPasswordSchema, async (actor, { password }) => {
  const { userId } = await resetPassword(actor, await carried("reset"), password);
  const goTo = await finishSignIn({ userId, proof: "reset" });
  return { goTo, message: "Your password is changed. Every other session has ended." };
});
