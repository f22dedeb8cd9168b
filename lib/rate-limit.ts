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
  "invitation.check": { points: 60, seconds: hour },
  "access_request.user": { points: 20, seconds: day },
  "denial.member": { points: 120, seconds: hour },
  "message_test.project_user": { points: 10, seconds: minute },
  "org.create": { points: 20, seconds: day },
  "confirm.user": { points: 20, seconds: 10 * minute },
  "credential.user": { points: 60, seconds: hour },
  "transfer.user": { points: 20, seconds: day },
  "alert_code.user": { points: 5, seconds: hour },
  "alert_code.phone": { points: 8, seconds: day },
  "email_change.user": { points: 8, seconds: hour },
  "email_change.recipient": { points: 4, seconds: hour },
  "phone_code.user": { points: 5, seconds: hour },
  "phone_code.phone": { points: 8, seconds: day },
  "gdpr_token.user": { points: 10, seconds: hour },
  "account_export.user": { points: 5, seconds: day },
  "alert_preview.user": { points: 5, seconds: hour },
  "browser_link.email": { points: 10, seconds: hour },
  "factor_code.user": { points: 20, seconds: 10 * minute },
  "recovery_codes.user": { points: 10, seconds: hour },
  "passkey.address": { points: 200, seconds: 10 * minute },
  "text_code.user": { points: 6, seconds: 10 * minute },
  "text_code.phone": { points: 20, seconds: day },
  "text_code.org": { points: 2000, seconds: day },
  "domain.org": { points: 30, seconds: hour },
  "connection.org": { points: 60, seconds: hour },
  // A whole office comes in from one address in the morning.
  "sso.address": { points: 3000, seconds: 10 * minute },
  "directory.token": { points: 6000, seconds: minute },
  "directory.address": { points: 60, seconds: minute },
  "gdpr.address": { points: 60, seconds: minute },
  // WIRE §1: one a second; a few more where a clock is early.
  "gdpr.project": { points: 10, seconds: 10 },
  "management.address": { points: 60, seconds: minute },
  "management.account": { points: 600, seconds: minute },
  "sso_link.email": { points: 5, seconds: hour },
  "two_factor_reminder.org": { points: 3, seconds: day },
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

export type LimitWant = { name: LimitName; key: string; points: number };

/**
 * Takes points off many limits, each key once, in one statement. Answers in their order how many points are left, less
 * than none where there were too few, and in how many seconds all of them are back. What is refused is counted, too:
 * whoever asks gives it back.
 */
export async function takeLimits(wants: readonly LimitWant[]): Promise<{ left: number; retryAfter: number }[]> {
  if (wants.length === 0) return [];
  const at = Date.now();
  const rows = await rawCounters()<{ key: string; points: number; expire: string }[]>`
    insert into rate_limits as r (key, points, expire)
    select w.key, w.points, w.expire from jsonb_to_recordset(${JSON.stringify(rowsOf(wants, at))}::text::jsonb)
      as w(key text, points int, expire bigint) order by w.key
    on conflict (key) do update set
      points = case when r.expire <= ${at} then excluded.points else r.points + excluded.points end,
      expire = case when r.expire <= ${at} then excluded.expire else r.expire end
    returning key, points, expire`;
  const taken = new Map(rows.map((row) => [row.key, row]));
  return wants.map((want) => {
    const row = taken.get(storedKey(want));
    return {
      left: limits[want.name].points - (row?.points ?? 0),
      retryAfter: Math.ceil((Number(row?.expire ?? at) - at) / 1000),
    };
  });
}

/** Gives points of many limits back, in one statement. */
export async function giveBackLimits(wants: readonly LimitWant[]): Promise<void> {
  if (wants.length === 0) return;
  const at = Date.now();
  await rawCounters()`
    update rate_limits r set points = greatest(0, r.points - w.points)
    from (select key, points from jsonb_to_recordset(${JSON.stringify(rowsOf(wants, at))}::text::jsonb) as w(key text, points int)
      order by key) w
    where r.key = w.key and r.expire > ${at}`;
}

/** How many points are left of each, without taking any. */
export async function readLimits(wants: readonly LimitWant[]): Promise<number[]> {
  const rows = await rawCounters()<{ key: string; points: number }[]>`
    select key, points from rate_limits where key in ${rawCounters()(wants.map(storedKey))} and expire > ${Date.now()}`;
  const taken = new Map(rows.map((row) => [row.key, row.points]));
  return wants.map((want) => limits[want.name].points - (taken.get(storedKey(want)) ?? 0));
}

function rowsOf(wants: readonly LimitWant[], at: number) {
  return wants.map((want) => ({
    key: storedKey(want),
    points: want.points,
    expire: at + limits[want.name].seconds * 1000,
  }));
}

/** The key as the limiter writes it. */
function storedKey({ name, key }: LimitWant): string {
  return `${name}:${keyedHash("rate-limit", key)}`;
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
