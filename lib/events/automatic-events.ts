/** What mobile libraries send by themselves (WIRE §4): events, and counters on the profile of the person. */

export const automaticPrefix = "$ae_";

export type AutomaticEvent = { name: string; when: string; property: string | null };

export const automaticEvents: readonly AutomaticEvent[] = [
  { name: "$ae_first_open", when: "The app is opened for the first time on a device.", property: null },
  { name: "$ae_updated", when: "It is opened in another version than before.", property: "$ae_updated_version" },
  {
    name: "$ae_crashed",
    when: "It ended by an error; sent when it is opened again.",
    property: "$ae_crashed_reason",
  },
  { name: "$ae_session", when: "It was in front for more than 10 seconds.", property: "$ae_session_length" },
  { name: "$ae_iap", when: "Something was bought inside the app.", property: null },
];

export const automaticCounters: readonly string[] = ["$ae_total_app_sessions", "$ae_total_app_session_length"];

export function isAutomatic(name: string): boolean {
  return name.startsWith(automaticPrefix);
}
