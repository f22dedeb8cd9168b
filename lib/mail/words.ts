/** "November 30, 2026, 14:05 UTC": a moment for somebody whose timezone may not be known. */
export function mailMoment(at: Date, timeZone: string | null = null): string {
  return new Intl.DateTimeFormat("en-US", {
    dateStyle: "long",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: timeZone ?? "UTC",
  })
    .format(at)
    .concat(timeZone && timeZone !== "UTC" ? ` (${timeZone})` : " UTC")
    .replace(" at ", ", ");
}

/** The first `max` of a list, then how many more there are. */
export function firstFew(values: string[], max = 8): string[] {
  const more = values.length - max;
  return more > 1 ? [...values.slice(0, max), `and ${more} more`] : values;
}
