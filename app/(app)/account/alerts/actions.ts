"use server";
import { confirmAlertPhone, resendAlertCode } from "@/lib/alerts/phone";
import { alertIdSchema, phoneCodeSchema } from "@/lib/alerts/schemas";
import { pauseAlert, previewAlert, resumeAlert, unsubscribe } from "@/lib/alerts/subscriptions";
import { button, userAction } from "@/lib/auth/actions";

/** What somebody does with an alert of their own, on whichever page it stands. */

export const pause = button(
  userAction(
    alertIdSchema,
    async (actor, { alertId }) => {
      const { reportName } = await pauseAlert(actor, alertId);
      return { message: `Your alert on ${reportName} is paused.` };
    },
    { throughSso: true },
  ),
);

export const resume = button(
  userAction(
    alertIdSchema,
    async (actor, { alertId }) => {
      const { reportName } = await resumeAlert(actor, alertId);
      return { message: `Your alert on ${reportName} goes on.` };
    },
    { throughSso: true },
  ),
);

export const leave = button(
  userAction(
    alertIdSchema,
    async (actor, { alertId }) => {
      const { reportName } = await unsubscribe(actor, alertId);
      return { message: `You unsubscribed from ${reportName}.` };
    },
    { throughSso: true },
  ),
);

export const preview = button(
  userAction(
    alertIdSchema,
    async (actor, { alertId }) => {
      const { email } = await previewAlert(actor, alertId);
      return { message: `A mail with the numbers of now is on its way to ${email}.` };
    },
    { throughSso: true },
  ),
);

export const confirmPhone = button(
  userAction(
    phoneCodeSchema,
    async (actor, { alertId, code }) => {
      const { reportName } = await confirmAlertPhone(actor, alertId, code);
      return { message: `The number is yours. Alerts on ${reportName} go there from now on.` };
    },
    { throughSso: true },
  ),
);

export const resendCode = button(
  userAction(
    alertIdSchema,
    async (actor, { alertId }) => {
      await resendAlertCode(actor, alertId);
      return { message: "Another code is on its way. Earlier ones no longer work." };
    },
    { throughSso: true },
  ),
);
