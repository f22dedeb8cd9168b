/** What a project sends push and text messages through, and how it is called. Pure. */
export const channelKinds = ["apns_key", "apns_certificate", "fcm", "twilio"] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const channelNames: Record<ChannelKind, string> = {
  apns_key: "APNs key",
  apns_certificate: "APNs certificate",
  fcm: "FCM service account",
  twilio: "Twilio account",
};

const segments: Record<ChannelKind, string> = {
  apns_key: "apns-key",
  apns_certificate: "apns-certificate",
  fcm: "fcm",
  twilio: "twilio",
};

/** As the address of its page names it. */
export function channelSegment(kind: ChannelKind): string {
  return segments[kind];
}

export function channelOfSegment(segment: string): ChannelKind | null {
  return channelKinds.find((kind) => segments[kind] === segment) ?? null;
}

export function isChannelKind(text: string): text is ChannelKind {
  return channelKinds.some((kind) => kind === text);
}

/** A device token or phone number as it may be kept and logged. */
export function lastFourOf(text: string): string {
  return `…${text.slice(-4)}`;
}
