import { viewerLocale } from "@/lib/viewer-locale";

/** How numbers and moments are written: the moment `now` and the timezone are given, the language is the viewer's. */

const numbers = new Intl.NumberFormat("en-US");
const formats = new Map<string, Intl.DateTimeFormat>();

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** "Mar 4, 2024" */
export function formatDay(at: Date, timeZone: string): string {
  return format("day", timeZone, { year: "numeric", month: "short", day: "numeric" }).format(at);
}

/** "14:05:09" */
export function formatClock(at: Date, timeZone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  return format("clock", timeZone, parts).format(at);
}

/** "Mar 4, 2024, 14:05" */
export function formatMinute(at: Date, timeZone: string): string {
  return `${formatDay(at, timeZone)}, ${formatClock(at, timeZone).slice(0, 5)}`;
}

/** "Mar 4, 2024, 14:05:09 GMT+1" */
export function formatExact(at: Date, timeZone: string): string {
  return format("exact", timeZone, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(at);
}

/** "2 min ago", "5 h ago", "Yesterday", "3 days ago", then the day; the future as "in 3 days". */
export function formatRelative(at: Date, now: Date, timeZone: string): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000);
  const away = Math.abs(seconds);
  if (away < 60) return seconds >= 0 ? "Just now" : "In a moment";
  if (away < 3600) return say(Math.floor(away / 60), "min", seconds);
  const days = calendarDays(at, now, timeZone);
  if (days === 0 || away < 6 * 3600) return say(Math.floor(away / 3600), "h", seconds);
  if (days === 1) return "Yesterday";
  if (days === -1) return "Tomorrow";
  if (Math.abs(days) <= 60) return say(Math.abs(days), "days", seconds);
  return formatDay(at, timeZone);
}

function say(count: number, unit: string, direction: number): string {
  return direction >= 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

function calendarDays(at: Date, now: Date, timeZone: string): number {
  const iso = format("iso", timeZone, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
  return Math.round((Date.parse(iso.format(now)) - Date.parse(iso.format(at))) / 86_400_000);
}

// Making one costs far more than using it.
function format(
  kind: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  locale = viewerLocale(),
): Intl.DateTimeFormat {
  const key = `${kind} ${locale} ${timeZone}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, known);
  return known;
}
