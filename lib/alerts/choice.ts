import "server-only";
import { and, eq, isNotNull } from "drizzle-orm";
import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { Tx } from "@/db/client";
import { alerts, messageChannels } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { parseReportQuery } from "@/lib/reports/query";
import { nextCheck, nextDue } from "./schedule";
import type { AlertChoice } from "./schemas";
import { unproven } from "./unproven";

/** What was chosen in the form, judged and as it is stored. */

export type StoredAlert = typeof alerts.$inferSelect;
type Chosen = Pick<
  StoredAlert,
  "kind" | "hour" | "weekday" | "timezone" | "threshold" | "event" | "channel" | "phone" | "phoneConfirmedAt"
>;

export async function chosenFields(tx: Tx, actor: ProjectActor, query: unknown, choice: AlertChoice): Promise<Chosen> {
  const { kind, timezone, channel } = choice;
  const scheduled = kind !== "threshold";
  if (channel === "mail" && !actor.user.emailProven) throw unproven();
  const event = scheduled ? null : chosenEvent(query, choice.event);
  const phone = channel === "text" ? await chosenPhone(tx, actor, choice.phone) : null;
  return {
    kind,
    timezone,
    channel,
    event,
    phone,
    hour: scheduled ? Number(choice.hour) : null,
    weekday: kind === "weekly" ? Number(choice.weekday) : null,
    threshold: scheduled ? null : Number(choice.threshold),
    phoneConfirmedAt: phone === null ? null : await confirmedPhone(tx, actor, phone),
  };
}

/** Whether something may be sent: a phone number needs its code. */
export function isConfirmed({ channel, phoneConfirmedAt }: Pick<StoredAlert, "channel" | "phoneConfirmedAt">): boolean {
  return channel === "mail" || phoneConfirmedAt !== null;
}

type Timing = Pick<
  StoredAlert,
  "kind" | "hour" | "weekday" | "timezone" | "channel" | "phoneConfirmedAt" | "pausedAt" | "endedAt"
>;

/** When an alert is looked at next, from now on; null while it rests. */
export function lookedAtNext(alert: Timing, now: Date): Date | null {
  if (alert.pausedAt || alert.endedAt || !isConfirmed(alert)) return null;
  if (alert.kind === "threshold") return nextCheck(now);
  const { hour, timezone } = alert;
  return nextDue({ hour: hour ?? 0, weekday: alert.kind === "weekly" ? alert.weekday : null, timezone }, now);
}

/** "" are all of the report's events together; people of several cannot be added up. */
function chosenEvent(stored: unknown, event: string): string | null {
  const query = parseReportQuery(stored);
  const names = query?.events ?? [];
  if (event !== "" && !names.includes(event)) {
    throw new RuleBroken("invalid", "The report does not count this event any more. Choose another.", {
      field: "event",
    });
  }
  if (event === "" && names.length > 1 && query?.measure === "unique") {
    throw new RuleBroken(
      "invalid",
      "The report counts people, who may have done several of its events. Choose one event.",
      {
        field: "event",
      },
    );
  }
  return event === "" ? null : event;
}

async function chosenPhone(tx: Tx, actor: ProjectActor, typed: string): Promise<string> {
  const [channel] = await tx
    .select({ kind: messageChannels.kind })
    .from(messageChannels)
    .where(and(eq(messageChannels.projectId, actor.project.id), eq(messageChannels.kind, "twilio")));
  if (!channel) {
    throw new RuleBroken(
      "channel_missing",
      "This project sends no text messages: nobody has set up Twilio under Messages.",
      {
        field: "channel",
      },
    );
  }
  return phoneNumber(typed);
}

/** E.164 of what was typed, or a sentence at the field. */
export function phoneNumber(typed: string): string {
  const found = parsePhoneNumberFromString(typed);
  if (!found?.isValid()) {
    throw new RuleBroken(
      "invalid",
      "That is not a phone number. Begin with the country code, such as +49 151 23456789.",
      {
        field: "phone",
      },
    );
  }
  return found.number;
}

/** When this person entered the code of this number in this project: a second alert needs no second code. */
export async function confirmedPhone(tx: Tx, actor: ProjectActor, phone: string): Promise<Date | null> {
  const [known] = await tx
    .select({ at: alerts.phoneConfirmedAt })
    .from(alerts)
    .where(
      and(
        eq(alerts.projectId, actor.project.id),
        eq(alerts.userId, actor.user.id),
        eq(alerts.phone, phone),
        isNotNull(alerts.phoneConfirmedAt),
      ),
    )
    .limit(1);
  return known?.at ?? null;
}
