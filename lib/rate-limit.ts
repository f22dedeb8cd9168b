import "server-only";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { rawCounters } from "@/db/client";
import { keyedHash } from "./crypto";
import { RuleBroken } from "./errors";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** All limits in one table: how many points in how many seconds, for what is named by the key. */
export const limits = {
  "sign-in.address": { points: 100, seconds: 10 * minute },
  "sign-up.address": { points: 20, seconds: hour },
  "sign-up.email": { points: 4, seconds: hour },
  "reset.address": { points: 30, seconds: hour },
  "reset.email": { points: 4, seconds: hour },
  "token.address": { points: 120, seconds: 10 * minute },
  "code.user": { points: 5, seconds: hour },
  "invitation.org": { points: 2000, seconds: day },
  "invitation.recipient": { points: 8, seconds: day },
  "invitation.domain": { points: 1000, seconds: hour },
  "billing_email.org": { points: 40, seconds: day },
  "billing_email.recipient": { points: 5, seconds: day },
  "org.create": { points: 20, seconds: day },
  "confirm.user": { points: 20, seconds: 10 * minute },
} as const;

export type LimitName = keyof typeof limits;

const limiters = new Map<LimitName, RateLimiterPostgres>();

function limiter(name: LimitName): RateLimiterPostgres {
  const known = limiters.get(name);
  if (known) return known;
  const { points, seconds } = limits[name];
  const made = new RateLimiterPostgres({
    storeClient: { query: runQuery },
    storeType: "client",
    keyPrefix: name,
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    points,
    duration: seconds,
  });
  limiters.set(name, made);
  return made;
}

async function runQuery({ text, values }: { text: string; values: (string | number | null)[] }) {
  const rows = await rawCounters().unsafe(text, values);
  return { rows, rowCount: rows.count };
}

/** Takes points off a limit; false when there are not enough left. The key is stored as a keyed hash. */
export async function takeLimit(
  name: LimitName,
  key: string,
  points = 1,
): Promise<{ ok: true } | { ok: false; retryAfter: number }> {
  try {
    await limiter(name).consume(keyedHash("rate-limit", key), points);
    return { ok: true };
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return { ok: false, retryAfter: Math.ceil(refused.msBeforeNext / 1000) };
    throw refused;
  }
}

/** Gives points back, for work that was refused after it had been counted. */
export async function giveBackLimit(name: LimitName, key: string, points = 1): Promise<void> {
  await limiter(name).reward(keyedHash("rate-limit", key), points);
}

/** As {@link takeLimit}; throws RuleBroken `throttled` with the sentence to show. */
export async function assertLimit(name: LimitName, key: string, points = 1): Promise<void> {
  const taken = await takeLimit(name, key, points);
  if (!taken.ok) {
    throw new RuleBroken("throttled", `Too many tries. Wait ${inWords(taken.retryAfter)} and try again.`, {
      retryAfter: taken.retryAfter,
    });
  }
}

/** A wait in words: "1 minute", "3 hours". Rounded up. */
export function inWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / minute);
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
