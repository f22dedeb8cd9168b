import "server-only";
import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { isBoundToSso } from "@/db/queries/sso-policy";
import { knownBrowsers, users } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { enqueueJob } from "@/lib/jobs/enqueue";
import { mutate } from "@/lib/mutate";
import { assertLimit, inWords } from "@/lib/rate-limit";
import { noteSecurity } from "@/lib/users/security-notices";
import { mailBrowserLink } from "./known-browsers";
import { hashPassword, needsRehash, passwordFits } from "./password-hash";
import { countFailure, failureKeys, forgetFailures, readThrottle, reserveAttempt } from "./throttle";

/** After so many wrong passwords in a row the person hears that one was right (SEC-R12). */
const worthTelling = 5;

/**
 * Who an e-mail and password belong to. An address without an account takes the same path: the same reads, one hash,
 * the same writes, the same sentences (A2). Throws RuleBroken `wrong_credentials`, `throttled` or `browser_unknown`.
 */
export async function signInWithPassword(
  actor: OutsideActor,
  input: { email: string; password: string },
  browserHash: string | null,
): Promise<{ userId: string }> {
  const { ip, agent } = actor.origin;
  const [user] = await Promise.all([
    findUser(input.email, browserHash),
    assertLimit("sign-in.address", ip ?? "unknown"),
  ]);
  const known = user?.known ?? false;
  const keys = failureKeys(input.email, known ? `browser:${browserHash}` : ip);
  if (!known && (await readThrottle(keys)).needsLink) {
    await mailBrowserLink(input.email);
    const message =
      "Too many wrong passwords were tried here. If the address has an account, we mailed it a link that lets this browser sign in.";
    throw new RuleBroken("browser_unknown", message);
  }
  const wait = await reserveAttempt(keys);
  if (wait > 0) {
    const message = `That failed several times. Wait ${inWords(wait)} and try again.`;
    throw new RuleBroken("throttled", message, { retryAfter: wait });
  }
  const fits = await passwordFits(input.password, user?.passwordHash ?? null);
  // Who has to come in through single sign-on hears what a wrong password hears (A2).
  if (!user || !fits || user.boundToSso) {
    await countFailure(keys);
    await db().transaction((tx) => enqueueJob(tx, "note_sign_in_failure", { email: input.email, ip, agent }));
    throw new RuleBroken(
      "wrong_credentials",
      "That e-mail and password do not fit together. Check both, or reset the password.",
      { field: "password" },
    );
  }
  const failures = await forgetFailures(keys);
  if (failures >= worthTelling) await tellOfFailures(actor, user.id, failures);
  if (user.passwordHash && needsRehash(user.passwordHash)) {
    await db()
      .update(users)
      .set({ passwordHash: await hashPassword(input.password) })
      .where(eq(users.id, user.id));
  }
  return { userId: user.id };
}

/** Asks for a reset link. The request does one thing, whether the address has an account or not; a job does the rest. */
export async function askPasswordReset(actor: OutsideActor, email: string): Promise<void> {
  await assertLimit("reset.address", actor.origin.ip ?? "unknown");
  await assertLimit("reset.email", email);
  await db().transaction((tx) => enqueueJob(tx, "send_password_reset", { email }));
}

/** The account, and whether this browser has signed in to it before. */
async function findUser(email: string, browserHash: string | null) {
  const [user] = await db()
    .select({
      id: users.id,
      passwordHash: users.passwordHash,
      boundToSso: isBoundToSso,
      known: sql<boolean>`exists(select 1 from ${knownBrowsers}
        where ${knownBrowsers.userId} = ${users.id} and ${knownBrowsers.browserHash} = ${browserHash ?? "none"})`,
    })
    .from(users)
    .where(eq(users.email, email));
  return user;
}

function tellOfFailures(actor: OutsideActor, userId: string, failures: number): Promise<void> {
  return mutate({ ...actor, userId }, async (change) => {
    await noteSecurity(change, { kind: "after_failures", userId });
    change.audit({ userId, action: "user.failures_told", object: { type: "user", id: userId }, after: { failures } });
  });
}
