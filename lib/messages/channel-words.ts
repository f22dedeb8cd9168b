import type { ListedChannel } from "@/db/queries/message-channels";
import { factsOf } from "./facts";
import type { ChannelKind } from "./kinds";

/** A channel's facts as a page shows them. Pure. */

export type ShownFact = { label: string; value: string; mono?: boolean };

export function shownFacts({ kind, facts }: Pick<ListedChannel, "kind" | "facts">): ShownFact[] {
  if (kind === "apns_key") {
    const { keyId, teamId, topic, sandbox, lastFour } = factsOf.apns_key.parse(facts);
    return [
      { label: "Key id", value: keyId, mono: true },
      { label: "Team id", value: teamId, mono: true },
      { label: "Bundle id", value: topic, mono: true },
      environmentOf(sandbox),
      { label: "Key", value: `•••• ${lastFour}`, mono: true },
    ];
  }
  if (kind === "apns_certificate") {
    const { topic, sandbox, lastFour } = factsOf.apns_certificate.parse(facts);
    return [
      { label: "Bundle id", value: topic, mono: true },
      environmentOf(sandbox),
      { label: "Serial number", value: `•••• ${lastFour}`, mono: true },
    ];
  }
  if (kind === "fcm") {
    const { firebaseProject, clientEmail, lastFour } = factsOf.fcm.parse(facts);
    return [
      { label: "Firebase project", value: firebaseProject, mono: true },
      { label: "Service account", value: clientEmail, mono: true },
      { label: "Key", value: `•••• ${lastFour}`, mono: true },
    ];
  }
  const { accountSid, sender, lastFour } = factsOf.twilio.parse(facts);
  return [
    { label: "Account SID", value: accountSid, mono: true },
    { label: "Sender", value: sender, mono: true },
    { label: "Auth token", value: `•••• ${lastFour}`, mono: true },
  ];
}

function environmentOf(sandbox: boolean): ShownFact {
  return { label: "Environment", value: sandbox ? "Sandbox" : "Production" };
}

/** What tells one channel from another in a line. */
export function essenceOf({ kind, facts }: Pick<ListedChannel, "kind" | "facts">): string {
  if (kind === "apns_key" || kind === "apns_certificate") {
    const { topic, sandbox } = factsOf[kind].parse(facts);
    return sandbox ? `${topic}, sandbox` : topic;
  }
  return kind === "fcm" ? factsOf.fcm.parse(facts).firebaseProject : factsOf.twilio.parse(facts).sender;
}

const dayMs = 24 * 3600_000;
const warnedDays = 30;

export type End = { at: Date; state: "fine" | "soon" | "ended" };

/** When a certificate ends, and whether somebody has to do something. Null of what has no end. */
export function endOf({ kind, facts }: Pick<ListedChannel, "kind" | "facts">, now: Date): End | null {
  if (kind !== "apns_certificate") return null;
  const at = new Date(factsOf.apns_certificate.parse(facts).expiresAt);
  const left = at.getTime() - now.getTime();
  return { at, state: left <= 0 ? "ended" : left < warnedDays * dayMs ? "soon" : "fine" };
}

/** What a test is sent to. */
export const receiverLabels: Record<ChannelKind, { label: string; hint: string }> = {
  apns_key: { label: "Device token", hint: "64 or more digits and letters from a to f, as the app gets it from iOS." },
  apns_certificate: {
    label: "Device token",
    hint: "64 or more digits and letters from a to f, as the app gets it from iOS.",
  },
  fcm: { label: "Registration token", hint: "As the app gets it from Firebase on the device." },
  twilio: { label: "Phone number", hint: "With its country code, such as +1 555 010 0199." },
};
