"use server";
import { revalidatePath } from "next/cache";
import { button, userAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { paths } from "@/lib/paths";
import { confirmEmailChange } from "@/lib/users/email-change";
import { nothing } from "@/lib/users/schemas";

export const confirmNewEmail = button(
  userAction(nothing, async (actor) => {
    const { email } = await confirmEmailChange(actor, await carried("email-change"));
    revalidatePath("/", "layout");
    return { goTo: paths.account, message: `Your e-mail address is ${email} now. Sign in with it from here on.` };
  }),
);
