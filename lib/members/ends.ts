import { TZDate } from "@date-fns/tz";
import { localMoment, type UntilChoice, type UntilInput, untilChoices } from "./until";

/** The moments at which temporary grants end, in the viewer's timezone, and how they are said. Pure. */

const dayCounts = { today: 0, "3d": 3, "30d": 30 } as const;

/** The moment that a form asks for, or null for no end. A day is over when the next one begins; weeks end on Sunday. */
export function endOf({ until, untilAt }: UntilInput, now: Date, timeZone: string): Date | null {
  if (!until) return null;
  if (until === "date") return localEnd(untilAt ?? "", timeZone);
  const today = new TZDate(now, timeZone);
  const weekday = today.getDay();
  const days = until === "week" ? (7 - weekday) % 7 : dayCounts[until];
  return plain(new TZDate(today.getFullYear(), today.getMonth(), today.getDate() + days + 1, timeZone));
}

function localEnd(text: string, timeZone: string): Date | null {
  const [, year, month, day, hour, minute] = localMoment.exec(text) ?? [];
  if (!minute) return null;
  return plain(new TZDate(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), timeZone));
}

/** "end of Dec 3, 2026" where it is the last moment of a day, else "Dec 3, 2026, 17:00". */
export function endText(endsAt: Date, timeZone: string): string {
  const { format } = Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone });
  const time = clockText(endsAt, timeZone);
  return time === "00:00" ? `end of ${format(endsAt.getTime() - 1)}` : `${format(endsAt)}, ${time}`;
}

function clockText(at: Date, timeZone: string): string {
  return localText(at, timeZone).slice(11);
}

/** What a field of date and time shows for a moment. */
export function localText(at: Date, timeZone: string): string {
  const local = new TZDate(at, timeZone);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${day}T${two(local.getHours())}:${two(local.getMinutes())}`;
}

const names: Record<UntilChoice, string> = {
  "": "No end",
  today: "Today",
  "3d": "3 days",
  week: "This week",
  "30d": "30 days",
  date: "Until a date and time",
};

/** The choices of a form, each with the day it means. */
export function untilOptions(now: Date, timeZone: string): { value: UntilChoice; label: string }[] {
  return untilChoices.map((value) => {
    const end = value !== "date" && endOf({ until: value }, now, timeZone);
    return { value, label: end ? `${names[value]}, until the ${endText(end, timeZone)}` : names[value] };
  });
}

function plain(at: TZDate): Date {
  return new Date(at.getTime());
}
