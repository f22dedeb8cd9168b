export type TimezoneName = { value: string; label: string };

/** Every IANA timezone with its distance from UTC at that moment, UTC first. Pure; takes a while. */
export function timezoneNames(at: Date): TimezoneName[] {
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
