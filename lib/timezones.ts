import "server-only";

type Timezone = { value: string; label: string };

let listed: { day: string; options: Timezone[] } | undefined;

/** Every IANA timezone with its present distance from UTC, UTC first. Made once a day: summer time moves them. */
export function timezoneOptions(at: Date): Timezone[] {
  const day = at.toISOString().slice(0, 10);
  if (listed?.day !== day) listed = { day, options: makeOptions(at) };
  return listed.options;
}

function makeOptions(at: Date): Timezone[] {
  const names = Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC");
  return ["UTC", ...names].map((name) => ({
    value: name,
    label: `${name.replaceAll("_", " ")} (${distance(name, at)})`,
  }));
}

function distance(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return text === "GMT" ? "UTC" : text.replace("GMT", "UTC").replace("-", "−");
}
