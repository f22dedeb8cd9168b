"use server";
import * as z from "zod/mini";
import { button, userAction } from "@/lib/auth/actions";
import { safeReturnPath } from "@/lib/paths";
import { proveEmailWithCode, sendEmailCode } from "@/lib/users/account";
import { emailCodeSchema, nothing } from "@/lib/users/schemas";

const codeAndReturn = z.extend(emailCodeSchema, { returnTo: z.optional(z.string()) });

export const sendCode = button(
  userAction(nothing, async (actor) => {
    await sendEmailCode(actor);
    return { message: `A code is on its way to ${actor.user.email}. It works for 10 minutes.` };
  }),
);

export const proveEmail = userAction(codeAndReturn, async (actor, { code, returnTo }) => {
  await proveEmailWithCode(actor, code);
  return { goTo: safeReturnPath(returnTo), message: "Your e-mail address is confirmed." };
});
