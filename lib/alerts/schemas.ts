import * as z from "zod/mini";
import { requestKeyField, timezoneField } from "@/lib/fields";

export const alertKinds = ["daily", "weekly", "threshold"] as const;
export type AlertKind = (typeof alertKinds)[number];
export const alertChannels = ["mail", "text"] as const;
export type AlertChannel = (typeof alertChannels)[number];

/** The day on which a weekly alert comes; 1 is Monday. */
export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const idField = z.string().check(z.minLength(1), z.maxLength(64));

/** What people write for a number: "1,000", "1 000". */
const plainNumber = (text: string) => text.replace(/[\s,_']/g, "");

const fields = {
  kind: z.enum(alertKinds, "Choose how often it comes."),
  hour: z.string().check(z.regex(/^(\d|1\d|2[0-3])$/, "Choose an hour.")),
  weekday: z.string().check(z.regex(/^[1-7]$/, "Choose a day.")),
  timezone: timezoneField(),
  threshold: z._default(z.string().check(z.overwrite(plainNumber), z.maxLength(40)), ""),
  event: z._default(z.string().check(z.maxLength(255)), ""),
  channel: z.enum(alertChannels, "Choose how it reaches you."),
  phone: z._default(
    z.string().check(
      z.overwrite((text) => text.trim()),
      z.maxLength(40),
    ),
    "",
  ),
};

type Whole = { kind: AlertKind; threshold: string; channel: AlertChannel; phone: string };

const hasThreshold = z.refine<Whole>((input) => input.kind !== "threshold" || /^\d{1,12}$/.test(input.threshold), {
  error: "Enter a whole number, such as 1,000.",
  path: ["threshold"],
});
const hasPhone = z.refine<Whole>((input) => input.channel !== "text" || input.phone !== "", {
  error: "Enter the phone number with its country code, such as +49 151 23456789.",
  path: ["phone"],
});

export const subscribeSchema = z
  .object({ ...fields, reportId: idField, requestKey: requestKeyField() })
  .check(hasThreshold, hasPhone);
export const editAlertSchema = z.object({ ...fields, alertId: idField }).check(hasThreshold, hasPhone);
export type AlertChoice = Omit<z.infer<typeof editAlertSchema>, "alertId">;
export type SubscribeInput = z.infer<typeof subscribeSchema>;
export type EditAlertInput = z.infer<typeof editAlertSchema>;

export const alertIdSchema = z.object({ alertId: idField });
export const phoneCodeSchema = z.object({
  alertId: idField,
  code: z.string().check(
    z.overwrite((text) => text.replace(/\s+/g, "")),
    z.regex(/^\d{6}$/, "Enter the 6 digits from the text message."),
  ),
});
