"use server";
import { alertIdSchema } from "@/lib/alerts/schemas";
import { endAlert } from "@/lib/alerts/subscriptions";
import { button, projectAction } from "@/lib/auth/actions";

export const end = button(
  projectAction(alertIdSchema, async (actor, { alertId }) => {
    await endAlert(actor, alertId);
    return { message: "That alert has ended." };
  }),
);
