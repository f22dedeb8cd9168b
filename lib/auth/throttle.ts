import "server-only";
import { inArray, sql } from "drizzle-orm";
import { counters } from "@/db/client";
import { signInFailures } from "@/db/schema";
import { now } from "@/lib/clock";
import { keyedHash } from "@/lib/crypto";

/**
 * Failed passwords (A4) and codes of second factors (T1). Counted for the account and the address they came from (growing delay there), and for the
 * account alone (after 100 in a row unknown browsers need a mailed link). Keyed by the e-mail as typed, canonical, so
 * that an address without an account behaves the same.
 */
export const failuresUntilLink = 100;

type Keys = { account: string; source: string };

export function failureKeys(email: string, ip: string | null): Keys {
  return keysOf("sign-in", email, ip);
}

/** The same for the codes of one account: a wrong password and a wrong code never wait for each other. */
export function codeFailureKeys(userId: string, ip: string | null): Keys {
  return keysOf("factor", userId, ip);
}

function keysOf(purpose: string, account: string, ip: string | null): Keys {
  return { account: keyedHash(purpose, account), source: keyedHash(purpose, `${account}|${network(ip)}`) };
}

export type Throttle = { waitSeconds: number; needsLink: boolean };

/** Whether this place has to wait, and whether the account asks unknown browsers for a mailed link. */
export async function readThrottle(keys: Keys): Promise<Throttle> {
  const rows = await counters()
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

/**
 * Delays after the n-th failure in a row from one place: 0, 0, 0, 1, 2, 4 … `longestSeconds`.
 *
 * Counts an attempt from one place as failed before it is judged, so that guesses sent at the same moment wait for
 * each other; success forgets it. Returns the seconds to wait where the place has to, and counts nothing then.
 */
export async function reserveAttempt(keys: Keys, longestSeconds = 60): Promise<number> {
  const at = now().toISOString();
  const next = sql`${signInFailures.failures} + 1`;
  const [row] = await counters()
    .insert(signInFailures)
    .values({ key: keys.source, failures: 1, lastFailureAt: now() })
    .onConflictDoUpdate({
      target: signInFailures.key,
      set: {
        failures: next,
        lastFailureAt: sql`${at}::timestamptz`,
        blockedUntil: sql`case when ${next} < 4 then null
          else ${at}::timestamptz + least(${longestSeconds}::int, 2 ^ least(${next} - 4, 12)) * interval '1 second' end`,
      },
      setWhere: sql`${signInFailures.blockedUntil} is null or ${signInFailures.blockedUntil} <= ${at}::timestamptz`,
    })
    .returning({ failures: signInFailures.failures });
  return row ? 0 : Math.max(1, (await readThrottle(keys)).waitSeconds);
}

/** Counts a failure for the account, wherever it came from. Returns how many in a row it has now. */
export async function countFailure(keys: Keys): Promise<number> {
  const [row] = await counters()
    .insert(signInFailures)
    .values({ key: keys.account, failures: 1, lastFailureAt: now() })
    .onConflictDoUpdate({
      target: signInFailures.key,
      set: { failures: sql`${signInFailures.failures} + 1`, lastFailureAt: now() },
    })
    .returning({ failures: signInFailures.failures });
  return row?.failures ?? 1;
}

/** Returns how many failures in a row the account had, wherever they came from. */
export async function forgetFailures(keys: Keys): Promise<number> {
  const rows = await counters()
    .delete(signInFailures)
    .where(inArray(signInFailures.key, [keys.account, keys.source]))
    .returning({ key: signInFailures.key, failures: signInFailures.failures });
  return rows.find(({ key }) => key === keys.account)?.failures ?? 0;
}

/** The /24 or /64 an address lies in: one household or company counts as one place. */
function network(ip: string | null): string {
  if (!ip) return "unknown";
  if (ip.includes(".")) return ip.split(":").pop()?.split(".").slice(0, 3).join(".") ?? ip;
  return ip.split(":").slice(0, 4).join(":");
}
