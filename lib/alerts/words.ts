import { type AlertChannel, type AlertKind, weekdays } from "./schemas";

/** How an alert is said in lists and mails. Pure. */

export type AlertWhen = {
  kind: AlertKind;
  hour: number | null;
  weekday: number | null;
  timezone: string;
  threshold: number | null;
  event: string | null;
};

/** "Every day at 09:00", "Every Monday at 09:00", "Above 1,000 of Signed up" */
export function whenInWords({ kind, hour, weekday, threshold, event }: AlertWhen): string {
  if (kind === "threshold")
    return `Above ${(threshold ?? 0).toLocaleString("en-US")}${event === null ? "" : ` of ${event}`}`;
  const day = kind === "weekly" ? `Every ${weekdays[(weekday ?? 1) - 1] ?? ""}` : "Every day";
  return `${day} at ${hourInWords(hour ?? 0)}`;
}

/** "Europe/Berlin" */
export function zoneInWords(timezone: string): string {
  return timezone.replaceAll("_", " ");
}

/** "09:00" */
export function hourInWords(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** "By mail", "By text to ··· 789": enough to know one's own number by. */
export function channelInWords(channel: AlertChannel, phone: string | null): string {
  return channel === "mail" ? "By mail" : `By text to ··· ${(phone ?? "").slice(-3)}`;
}
