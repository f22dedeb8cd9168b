"use server";
import { publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { paths } from "@/lib/paths";
import { resetPassword } from "@/lib/users/password-reset";
import { resetPasswordSchema } from "@/lib/users/schemas";

export const chooseNewPassword = publicAction(resetPasswordSchema, async (actor, { password }) => {
  const { userId } = await resetPassword(actor, await carried("reset"), password);
  await finishSignIn(userId, "reset");
  return { goTo: paths.continueSignIn(), message: "Your password is changed. Every other session has ended." };
});
