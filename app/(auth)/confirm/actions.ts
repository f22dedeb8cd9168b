"use server";
import { button, userAction } from "@/lib/auth/actions";
import { browserHash } from "@/lib/auth/cookies";
import { setSessionCookie } from "@/lib/auth/session-cookie";
import { askTextCode } from "@/lib/auth/text-codes";
import { safeReturnPath } from "@/lib/paths";
import { confirmIdentity as confirm } from "@/lib/two-factor/confirm";
import { confirmFactorSchema, confirmPasswordSchema } from "@/lib/two-factor/schemas";
import { nothing } from "@/lib/users/schemas";

const throughSso = { throughSso: true };

export const confirmIdentity = userAction(
  confirmPasswordSchema,
  async (actor, { password, returnTo }) => {
    await setSessionCookie(await confirm(actor, { password }, await browserHash()));
    return { goTo: safeReturnPath(returnTo) };
  },
  throughSso,
);

export const confirmByFactor = userAction(
  confirmFactorSchema,
  async (actor, { returnTo, ...given }) => {
    await setSessionCookie(await confirm(actor, given, await browserHash()));
    return { goTo: safeReturnPath(returnTo) };
  },
  throughSso,
);

export const textCode = button(
  userAction(
    nothing,
    async (actor) => {
      await askTextCode(actor, { id: actor.session.id, userId: actor.user.id, trusted: true });
      return { message: "A code is on its way to your phone." };
    },
    throughSso,
  ),
);
