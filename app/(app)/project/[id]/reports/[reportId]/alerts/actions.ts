"use server";
import { editAlertSchema, subscribeSchema } from "@/lib/alerts/schemas";
import { editAlert, subscribe } from "@/lib/alerts/subscriptions";
import { projectAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";

const texted = "A code is on its way to that number. Enter it here; nothing else is sent before.";

export const create = projectAction(subscribeSchema, async (actor, input) => {
  const { waiting } = await subscribe(actor, input);
  return { goTo: paths.reportAlerts(actor.project.id, input.reportId), message: waiting ? texted : "You subscribed." };
});

export const save = projectAction(editAlertSchema, async (actor, input) => {
  const { waiting, reportId } = await editAlert(actor, input);
  return { goTo: paths.reportAlerts(actor.project.id, reportId), message: waiting ? texted : "Alert saved." };
});
