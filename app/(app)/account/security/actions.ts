"use server";
import { button, userAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { removeApp } from "@/lib/two-factor/app";
import { removePasskey, renamePasskey } from "@/lib/two-factor/passkeys";
import { passkeySchema, renamePasskeySchema, trustedDeviceSchema } from "@/lib/two-factor/schemas";
import { removeTexts } from "@/lib/two-factor/texts";
import { untrustAll, untrustDevice } from "@/lib/two-factor/trusted";
import { endOtherSessions, endSession } from "@/lib/users/account";
import { endSessionSchema, nothing } from "@/lib/users/schemas";

export const end = button(
  userAction(endSessionSchema, async (actor, { sessionId }) => {
    await endSession(actor, sessionId);
    return { message: "That session has ended." };
  }),
);

export const endOthers = button(
  userAction(nothing, async (actor) => {
    const ended = await endOtherSessions(actor);
    return { message: ended === 0 ? "There was no other session." : `${countOf(ended, "other session")} ended.` };
  }),
);

export const renameKey = userAction(renamePasskeySchema, async (actor, input) => {
  await renamePasskey(actor, input);
  return { goTo: paths.accountSecurity, message: "The passkey has its new name." };
});

const removed = { message: "Removed. Every other session has ended, and no device is trusted any more." };

export const removeKey = button(
  userAction(passkeySchema, async (actor, input) => {
    await removePasskey(actor, input);
    return removed;
  }),
);

export const removeAppFactor = button(
  userAction(nothing, async (actor) => {
    await removeApp(actor);
    return removed;
  }),
);

export const removeTextFactor = button(
  userAction(nothing, async (actor) => {
    await removeTexts(actor);
    return removed;
  }),
);

export const untrust = button(
  userAction(trustedDeviceSchema, async (actor, input) => {
    await untrustDevice(actor, input);
    return { message: "That device asks for your second factor from now on." };
  }),
);

export const untrustEvery = button(
  userAction(nothing, async (actor) => {
    await untrustAll(actor);
    return { message: "No device is trusted any more." };
  }),
);
