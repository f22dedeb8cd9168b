"use server";
import { revalidatePath } from "next/cache";
import { button, userAction } from "@/lib/auth/actions";
import { browserHash } from "@/lib/auth/cookies";
import { setSessionCookie } from "@/lib/auth/session-cookie";
import { paths, safeReturnPath } from "@/lib/paths";
import { beginApp, confirmApp } from "@/lib/two-factor/app";
import type { Added } from "@/lib/two-factor/enrolment";
import { addPasskey } from "@/lib/two-factor/passkeys";
import { makeRecoveryCodes } from "@/lib/two-factor/recovery-codes";
import { addPasskeySchema, enrolAppCodeSchema, enrolTextCodeSchema, returnSchema } from "@/lib/two-factor/schemas";
import { askFirstText, confirmText, verifyAndSwitchOn } from "@/lib/two-factor/texts";
import { askPhone } from "@/lib/users/phone";
import { phoneSchema } from "@/lib/users/phone-schema";
import { nothing } from "@/lib/users/schemas";

/** The first factor answers with the recovery codes, once; a further one goes back to where it was asked for. */
async function added({ cookie, codes }: Added, returnTo: string | undefined) {
  await setSessionCookie(cookie);
  if (codes) return { message: codes.join("\n") };
  return { message: "Added. It counts from now on.", goTo: backFrom(returnTo) };
}

function backFrom(returnTo: string | undefined): string {
  const path = safeReturnPath(returnTo);
  return path === "/" ? paths.accountSecurity : path;
}

export const begin = button(
  userAction(returnSchema, async (actor, { returnTo }) => {
    await beginApp(actor);
    return { goTo: paths.enrolApp(safeReturnPath(returnTo)) };
  }),
);

export const confirmAppCode = userAction(enrolAppCodeSchema, async (actor, { returnTo, ...input }) =>
  added(await confirmApp(actor, input), returnTo),
);

export const registerPasskey = userAction(addPasskeySchema, async (actor, { returnTo, ...input }) =>
  added(await addPasskey(actor, input, await browserHash()), returnTo),
);

export const sendPhoneCode = userAction(phoneSchema, async (actor, input) => {
  await askPhone(actor, input);
  revalidatePath("/two-factor/text");
  return { message: "A code is on its way." };
});

export const confirmNewPhone = userAction(enrolTextCodeSchema, async (actor, { returnTo, ...input }) =>
  added(await verifyAndSwitchOn(actor, input), returnTo),
);

export const sendText = button(
  userAction(nothing, async (actor) => {
    await askFirstText(actor);
    return { message: "A code is on its way." };
  }),
);

export const confirmTextCode = userAction(enrolTextCodeSchema, async (actor, { returnTo, ...input }) =>
  added(await confirmText(actor, input, await browserHash()), returnTo),
);

/** Answers with the codes themselves, once. */
export const makeCodes = userAction(nothing, async (actor) => ({
  message: (await makeRecoveryCodes(actor)).join("\n"),
}));
