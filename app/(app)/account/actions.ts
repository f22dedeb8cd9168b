"use server";
import { revalidatePath } from "next/cache";
import { button, userAction } from "@/lib/auth/actions";
import { setSessionCookie } from "@/lib/auth/session-cookie";
import { askEmailChange, cancelEmailChange, resendEmailChange } from "@/lib/users/email-change";
import { askPasswordLink, changePassword } from "@/lib/users/password-change";
import { askPhone, cancelPhone, removePhone, resendPhoneCode, verifyPhone } from "@/lib/users/phone";
import { phoneSchema } from "@/lib/users/phone-schema";
import { renameUser, savePreferences } from "@/lib/users/profile";
import {
  changeEmailSchema,
  changePasswordSchema,
  nothing,
  phoneCodeSchema,
  preferencesSchema,
  renameUserSchema,
} from "@/lib/users/schemas";

export const saveName = userAction(
  renameUserSchema,
  async (actor, input) => {
    await renameUser(actor, input);
    revalidatePath("/", "layout");
    return { message: "Name saved." };
  },
  { throughSso: true },
);

export const savePreferred = userAction(
  preferencesSchema,
  async (actor, input) => {
    await savePreferences(actor, input);
    revalidatePath("/", "layout");
    return { message: "Preferences saved." };
  },
  { throughSso: true },
);

export const changeEmail = userAction(changeEmailSchema, async (actor, input) => {
  await askEmailChange(actor, input);
  revalidatePath("/account");
  return { message: `A link is on its way to ${input.email}. Your address changes once it is opened.` };
});

export const resendEmail = button(
  userAction(nothing, async (actor) => {
    const { email } = await resendEmailChange(actor);
    return { message: `The link is on its way to ${email} again.` };
  }),
);

export const cancelEmail = button(
  userAction(nothing, async (actor) => {
    await cancelEmailChange(actor);
    return { message: "The change is cancelled. Your address stays as it is." };
  }),
);

export const savePassword = userAction(changePasswordSchema, async (actor, input) => {
  await setSessionCookie(await changePassword(actor, input));
  return { message: "Password changed. Every other session has ended." };
});

export const mailPasswordLink = button(
  userAction(nothing, async (actor) => {
    await askPasswordLink(actor);
    return { message: `A link to set a password is on its way to ${actor.user.email}.` };
  }),
);

export const changePhone = userAction(phoneSchema, async (actor, input) => {
  await askPhone(actor, input);
  revalidatePath("/account");
  return { message: `A code is on its way to ${input.phone}.` };
});

export const confirmPhone = userAction(phoneCodeSchema, async (actor, input) => {
  const { phone } = await verifyPhone(actor, input);
  revalidatePath("/account");
  return { message: `${phone} is verified.`, goTo: "/account" };
});

export const resendPhone = button(
  userAction(nothing, async (actor) => {
    await resendPhoneCode(actor);
    return { message: "A new code is on its way. The one before no longer works." };
  }),
);

export const cancelNumber = button(
  userAction(nothing, async (actor) => {
    await cancelPhone(actor);
    return { message: "The number that waited for its code is forgotten." };
  }),
);

export const removeNumber = button(
  userAction(nothing, async (actor) => {
    await removePhone(actor);
    return { message: "Your phone number is removed." };
  }),
);
