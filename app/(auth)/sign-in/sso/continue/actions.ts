"use server";
import { button, publicAction } from "@/lib/auth/actions";
import { carried, carry } from "@/lib/auth/carried";
import { ensureBrowserHash } from "@/lib/auth/cookies";
import { currentUser } from "@/lib/auth/require";
import { adoptAttempt, finishAttempt } from "@/lib/auth/sso-finish";
import { paths } from "@/lib/paths";
import { nothing } from "@/lib/users/schemas";

/** Binds what the provider sent to this browser, then goes on as if it had begun here. */
export const goOn = button(
  publicAction(nothing, async (actor) => {
    const [id = "", key = ""] = (await carried("sso-unasked")).split(".");
    const browser = await ensureBrowserHash();
    await carry("sso-unasked", "");
    if (!(await adoptAttempt(id, key, browser))) return { goTo: paths.ssoProblem(id) };
    return { goTo: await finishAttempt(actor, await currentUser(), id, browser) };
  }),
);
