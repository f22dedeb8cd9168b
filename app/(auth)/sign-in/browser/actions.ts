"use server";
import { button, publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { ensureBrowserHash } from "@/lib/auth/cookies";
import { paths } from "@/lib/paths";
import { confirmBrowser } from "@/lib/users/password-reset";
import { nothing } from "@/lib/users/schemas";

export const letBrowserSignIn = button(
  publicAction(nothing, async (actor) => {
    await confirmBrowser(actor, await carried("browser-link"), await ensureBrowserHash());
    return { goTo: paths.signIn(), message: "This browser can sign in now." };
  }),
);
