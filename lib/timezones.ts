import "server-only";
import { type TimezoneName, timezoneNames } from "./timezone-names";

let listed: { day: string; options: TimezoneName[] } | undefined;

/** Every IANA timezone with its present distance from UTC, UTC first. Made once a day: summer time moves them. */
export function timezoneOptions(at: Date): TimezoneName[] {
  const day = at.toISOString().slice(0, 10);
  if (listed?.day !== day) listed = { day, options: timezoneNames(at) };
  return listed.options;
}
