"use server";
import { button, publicAction } from "@/lib/auth/actions";
import { carried, carry } from "@/lib/auth/carried";
import { paths } from "@/lib/paths";
import { confirmLink } from "@/lib/sso/linking";
import { nothing } from "@/lib/users/schemas";

export const linkAccounts = button(
  publicAction(nothing, async (actor) => {
    const { email } = await confirmLink(actor, await carried("sso-link"));
    await carry("email", email);
    return { goTo: paths.signInSso(), message: "The two are linked. Sign in once more, and you are in." };
  }),
);
