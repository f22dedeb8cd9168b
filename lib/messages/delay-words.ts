/** What becomes of alerts while a project's data arrives late, in words. Pure. */

export const delayPolicies = ["send", "hold", "skip"] as const;
export type DelayPolicy = (typeof delayPolicies)[number];

export const delayWords: Record<DelayPolicy, { name: string; says: string }> = {
  send: {
    name: "Send anyway",
    says: "Alerts go out on time with what has arrived by then. What comes late is missing in their numbers.",
  },
  hold: {
    name: "Hold until caught up",
    says: "Alerts wait until the data is on time again, at most as long as you choose, and go out then with the whole numbers.",
  },
  skip: {
    name: "Skip",
    says: "Alerts that come due while data is late are not sent at all. The next ones go out as planned.",
  },
};

/** In minutes; the table takes 15 to 2,880. */
export const longestWaits = [15, 30, 60, 120, 240, 480, 720, 1440, 2880] as const;

/** "15 minutes", "4 hours" */
export function waitInWords(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes`;
  return minutes === 60 ? "1 hour" : `${minutes / 60} hours`;
}

/** Up to here applications merely gather before they send. */
const onTimeMinutes = 10;

/** Whether data is late, by the project's ingestion lag. Where nothing is known it is not. */
export function isLateBy(minutes: number | null): boolean {
  return minutes !== null && minutes > onTimeMinutes;
}

/** "Data is on time: half of it arrives within 20 seconds." */
export function lagInWords(minutes: number | null): string {
  if (minutes === null) return "Nothing arrived in the last hour, so it is not known whether data is late.";
  const typical = `half of what arrived lately took ${spanInWords(Math.max(0, minutes))} or less from happening to arriving`;
  return isLateBy(minutes) ? `Data is late: ${typical}.` : `Data is on time: ${typical}.`;
}

function spanInWords(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const whole = Math.round(minutes);
  if (whole < 90) return `${whole} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
