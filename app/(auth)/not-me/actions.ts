"use server";
import { button, publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { browserHash } from "@/lib/auth/cookies";
import { paths } from "@/lib/paths";
import { nothing } from "@/lib/users/schemas";
import { refuseNotice } from "@/lib/users/security-notices";

export const closeAccount = button(
  publicAction(nothing, async (actor) => {
    const { email } = await refuseNotice(actor, await carried("not-me"), await browserHash());
    return {
      goTo: paths.signIn(),
      message: `Every session has ended. A link to set a new password is on its way to ${email}.`,
    };
  }),
);
