"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import {
  releaseTwoFactor,
  remindOfTwoFactor,
  requireTwoFactor,
  setSessionLimits,
  setSsoFactor,
  setTrustedDevices,
} from "@/lib/orgs/security";
import {
  releaseTwoFactorSchema,
  requireTwoFactorSchema,
  sessionLimitsSchema,
  ssoFactorSchema,
  trustedDevicesSchema,
} from "@/lib/orgs/security-schemas";
import { paths } from "@/lib/paths";
import { nothing } from "@/lib/users/schemas";

export const requireFactor = orgAction(requireTwoFactorSchema, async (actor, input) => {
  await requireTwoFactor(actor, input);
  const message =
    input.graceDays === 0
      ? "Two-factor authentication is required now."
      : `Two-factor authentication is required in ${countOf(input.graceDays, "day")}.`;
  return { goTo: paths.orgSecurity(actor.org.id), message };
});

export const releaseFactor = button(
  orgAction(releaseTwoFactorSchema, async (actor, input) => {
    await releaseTwoFactor(actor, input);
    return { message: "Two-factor authentication is no longer required. Whoever set it up keeps it." };
  }),
);

export const remind = button(
  orgAction(nothing, async (actor) => {
    const people = await remindOfTwoFactor(actor);
    return {
      message: people === 0 ? "Everybody has set it up." : `${countOf(people, "mail is", "mails are")} on the way.`,
    };
  }),
);

export const saveTrust = orgAction(trustedDevicesSchema, async (actor, input) => {
  await setTrustedDevices(actor, input);
  revalidatePath(paths.orgSecurity(actor.org.id));
  return {
    message: input.allowed ? "Saved. Trusted devices count." : "Saved. Every sign-in asks for the second factor.",
  };
});

export const saveSsoFactor = orgAction(ssoFactorSchema, async (actor, input) => {
  await setSsoFactor(actor, input);
  revalidatePath(paths.orgSecurity(actor.org.id));
  return { message: input.counts ? "Saved. It counts." : "Saved. People show a factor of their own, too." };
});

export const saveLimits = orgAction(sessionLimitsSchema, async (actor, input) => {
  await setSessionLimits(actor, input);
  revalidatePath(paths.orgSecurity(actor.org.id));
  return { message: "Saved. It holds from now on, for sessions that are there already, too." };
});
