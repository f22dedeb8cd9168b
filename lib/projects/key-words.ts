/** P3: the three access keys of a project, what they are called, and how long an old one may work on. Pure. */

export const keyKinds = ["token", "api_key", "api_secret"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** As in sentences. */
export const keyNames: Record<KeyKind, string> = { token: "token", api_key: "API Key", api_secret: "API Secret" };
/** As labels. */
export const keyLabels: Record<KeyKind, string> = { ...keyNames, token: "Token" };

const segments = { token: "token", api_key: "api-key", api_secret: "api-secret" } as const;

/** A kind as addresses have it. */
export function keySegment(kind: KeyKind): (typeof segments)[KeyKind] {
  return segments[kind];
}

export function keyOfSegment(segment: string): KeyKind | null {
  return keyKinds.find((kind) => segments[kind] === segment) ?? null;
}

const hour = 3_600_000;

/** How long an old key works beside the new one, in milliseconds. */
export const overlaps = { now: 0, "1h": hour, "24h": 24 * hour, "7d": 7 * 24 * hour } as const;
export type Overlap = keyof typeof overlaps;
export const overlapNames: Record<Overlap, string> = {
  now: "Not at all",
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
};

export function worksUntil(overlap: Overlap, from: Date): Date {
  return new Date(from.getTime() + overlaps[overlap]);
}

/** So many old keys of one kind may work at a time. */
export const mostLiving = 5;
