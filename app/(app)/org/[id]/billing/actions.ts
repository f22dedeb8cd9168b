"use server";
import { revalidatePath } from "next/cache";
import { formatDay } from "@/components/ui/format";
import { button, orgAction } from "@/lib/auth/actions";
import { addBillingEmail, removeBillingEmail, resendBillingEmail } from "@/lib/billing/billing-emails";
import { planDowngrade, takeBackDowngrade, upgradePlan } from "@/lib/billing/changes";
import { saveBillingDetails } from "@/lib/billing/details";
import { plans } from "@/lib/billing/plans";
import {
  billingDetailsSchema,
  billingEmailIdSchema,
  billingEmailSchema,
  choosePlanSchema,
  takeBackSchema,
} from "@/lib/billing/schemas";
import { paths } from "@/lib/paths";

export const upgrade = orgAction(choosePlanSchema, async (actor, input) => {
  await upgradePlan(actor, input);
  return { message: `The plan is ${plans[input.plan].name} now.`, goTo: paths.billing(actor.org.id) };
});

export const downgrade = orgAction(choosePlanSchema, async (actor, input) => {
  const { at } = await planDowngrade(actor, input);
  const message = `The plan will be ${plans[input.plan].name} from ${formatDay(at, "UTC")} on. Until then nothing changes.`;
  return { message, goTo: paths.billing(actor.org.id) };
});

export const takeBack = button(
  orgAction(takeBackSchema, async (actor) => {
    await takeBackDowngrade(actor);
    return { message: `The plan stays ${plans[actor.org.plan].name}.` };
  }),
);

export const saveDetails = orgAction(billingDetailsSchema, async (actor, input) => {
  await saveBillingDetails(actor, input);
  revalidatePath(paths.billing(actor.org.id));
  return { message: "Billing details saved." };
});

export const addEmail = orgAction(billingEmailSchema, async (actor, { email }) => {
  await addBillingEmail(actor, email);
  revalidatePath(paths.billing(actor.org.id));
  return { message: `A link to confirm is on its way to ${email}.` };
});

export const resendEmail = button(
  orgAction(billingEmailIdSchema, async (actor, { billingEmailId }) => {
    const { email } = await resendBillingEmail(actor, billingEmailId);
    return { message: `A new link is on its way to ${email}. The old one no longer works.` };
  }),
);

export const removeEmail = button(
  orgAction(billingEmailIdSchema, async (actor, { billingEmailId }) => {
    const { email } = await removeBillingEmail(actor, billingEmailId);
    return { message: `${email} gets no more billing e-mails.` };
  }),
);
