import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { signInFailures } from "@/db/schema";
import { now } from "@/lib/clock";
import { keyedHash } from "@/lib/crypto";

/**
 * Failed passwords (A4). Counted for the account and the address they came from (growing delay there), and for the
 * account alone (after 100 in a row unknown browsers need a mailed link). Keyed by the e-mail as typed, canonical, so
 * that an address without an account behaves the same.
 */
export const failuresUntilLink = 100;

type Keys = { account: string; source: string };

export function failureKeys(email: string, ip: string | null): Keys {
  return { account: keyedHash("sign-in", email), source: keyedHash("sign-in", `${email}|${network(ip)}`) };
}

/** Seconds to wait after the n-th failure in a row from one place: 0, 0, 0, 1, 2, 4 … 60. */
export function delayAfter(failures: number): number {
  return failures < 4 ? 0 : Math.min(60, 2 ** (failures - 4));
}

export type Throttle = { waitSeconds: number; needsLink: boolean };

export async function readThrottle(keys: Keys): Promise<Throttle> {
  const rows = await db()
    .select()
    .from(signInFailures)
    .where(inArray(signInFailures.key, [keys.account, keys.source]));
  const source = rows.find((row) => row.key === keys.source);
  const account = rows.find((row) => row.key === keys.account);
  const waitMs = (source?.blockedUntil?.getTime() ?? 0) - now().getTime();
  return {
    waitSeconds: Math.max(0, Math.ceil(waitMs / 1000)),
    needsLink: (account?.failures ?? 0) >= failuresUntilLink,
  };
}

export async function countFailure(keys: Keys): Promise<void> {
  const at = now();
  for (const key of [keys.account, keys.source]) {
    const [row] = await db()
      .insert(signInFailures)
      .values({ key, failures: 1, lastFailureAt: at })
      .onConflictDoUpdate({
        target: signInFailures.key,
        set: { failures: sql`${signInFailures.failures} + 1`, lastFailureAt: at },
      })
      .returning({ failures: signInFailures.failures });
    const seconds = key === keys.source ? delayAfter(row?.failures ?? 0) : 0;
    if (seconds > 0) {
      await db()
        .update(signInFailures)
        .set({ blockedUntil: later(new Date(at.getTime() + seconds * 1000)) })
        .where(eq(signInFailures.key, key));
    }
  }
}

/** Of failures at the same moment the longest delay holds, whichever is written last. */
function later(moment: Date) {
  return sql`greatest(${signInFailures.blockedUntil}, ${moment.toISOString()}::timestamptz)`;
}

export async function forgetFailures(keys: Keys): Promise<void> {
  await db()
    .delete(signInFailures)
    .where(inArray(signInFailures.key, [keys.account, keys.source]));
}

/** The /24 or /64 an address lies in: one household or company counts as one place. */
function network(ip: string | null): string {
  if (!ip) return "unknown";
  if (ip.includes(".")) return ip.split(":").pop()?.split(".").slice(0, 3).join(".") ?? ip;
  return ip.split(":").slice(0, 4).join(":");
}
