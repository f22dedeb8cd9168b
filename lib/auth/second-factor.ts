import "server-only";
import { and, eq, gt, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { recoveryCodes, secondFactors, textCodes, users } from "@/db/schema";
import type { Actor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { decrypt, keyedHash } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { mutate } from "@/lib/mutate";
import { inWords } from "@/lib/rate-limit";
import { placeOfSecret } from "@/lib/secret-places";
import type { FactorKind } from "@/lib/two-factor/factors";
import { hashRecoveryCode } from "@/lib/two-factor/recovery-hash";
import { stepOfCode } from "@/lib/two-factor/totp";
import { auditAccount } from "@/lib/users/account-entry";
import { noteSecurity } from "@/lib/users/security-notices";
import { mailBrowserLink, type Standing, standingOf } from "./known-browsers";
import { provePasskey } from "./passkey-answers";
import { codeFailureKeys, countFailure, forgetFailures, readThrottle, reserveAttempt } from "./throttle";

/**
 * Proves one second factor (T1). A code is used up by the statement that finds it right, so that of two requests with
 * the same code one gets in. Wrong codes bring a growing delay where they come from; after a hundred of them browsers
 * that the account does not know need a mailed link, while known ones, passkeys and other people go on (A4); those that
 * a link made known share one delay.
 */
export type FactorProof = { kind: FactorKind; code: string };

/** Whose factor, and of which half sign-in or session a texted code and a passkey's challenge must be. */
export type Attempt = {
  userId: string;
  id: string;
  purpose: "second_factor" | "confirm";
  browserHash: string | null;
  /** Whether a passkey must have checked its person: where nothing else of theirs was shown yet (S2). */
  needsVerification?: boolean;
};

/** After so many wrong codes in a row the person hears that somebody knows the password (SEC-R12). */
const worthTelling = 5;
export const textCodeFailures = 5;

/** Throws RuleBroken `wrong_code`, `passkey_refused`, `throttled` or `browser_unknown`, at the field `code`. */
export async function proveFactor(actor: Actor, attempt: Attempt, { kind, code }: FactorProof): Promise<void> {
  const { userId, purpose, browserHash, needsVerification = false } = attempt;
  if (kind === "passkey") {
    await provePasskey(code, { purpose, browserHash: browserHash ?? "", userId }, { needsVerification });
    await remember(userId, kind);
    return;
  }
  const standing = await standingOf(userId, browserHash);
  const keys = codeFailureKeys(userId, placeOf(standing, browserHash, actor.origin.ip));
  if (standing === null && (await readThrottle(keys)).needsLink) throw await browserUnknown(userId);
  const wait = await reserveAttempt(keys, standing === "linked" ? longestForLinked : undefined);
  if (wait > 0) {
    const message = `That failed several times. Wait ${inWords(wait)} and try again.`;
    throw new RuleBroken("throttled", message, { field: "code", retryAfter: wait });
  }
  if (await takeCode(actor, attempt, kind, code)) {
    await forgetFailures(keys);
    await remember(userId, kind);
    return;
  }
  const failures = await countFailure(keys);
  await mutate(actor, async (change) => {
    await auditAccount(change, userId, { action: "user.second_factor_failed", after: { factor: kind } });
    if (failures === worthTelling) await noteSecurity(change, { kind: "second_factor_failed", userId });
  });
  throw new RuleBroken("wrong_code", wrong[kind], { field: "code" });
}

/** However many browsers a mailbox makes known, they wait for each other, up to a quarter of an hour a try. */
const longestForLinked = 15 * 60;

function placeOf(standing: Standing, browserHash: string | null, ip: string | null): string | null {
  if (standing === "linked") return "linked";
  return standing ? `browser:${browserHash}` : ip;
}

const wrong: Record<Exclude<FactorKind, "passkey">, string> = {
  totp: "That code does not fit, or was used already. Wait for the next one in your app.",
  text: "That is not the code in the latest text message, or it has run out.",
  recovery_code: "That is none of your unused recovery codes.",
};

async function takeCode(
  actor: Actor,
  attempt: Attempt,
  kind: Exclude<FactorKind, "passkey">,
  code: string,
): Promise<boolean> {
  if (kind === "totp") return takeTotp(attempt.userId, code);
  if (kind === "text") return takeText(attempt, code);
  return takeRecoveryCode(actor, attempt.userId, code);
}

/** A code's step is taken once: later ones are left, it and those before are used up. */
async function takeTotp(userId: string, code: string): Promise<boolean> {
  const at = now();
  const [factor] = await db()
    .select({ id: secondFactors.id, secret: secondFactors.secret })
    .from(secondFactors)
    .where(and(eq(secondFactors.userId, userId), eq(secondFactors.kind, "totp"), isNotNull(secondFactors.confirmedAt)));
  if (!factor?.secret) return false;
  const step = stepOfCode(decrypt(factor.secret, placeOfSecret("second_factors.secret", factor.id)), code, at);
  if (step === null) return false;
  const taken = await db()
    .update(secondFactors)
    .set({ lastStep: step, lastUsedAt: at })
    .where(and(eq(secondFactors.id, factor.id), or(isNull(secondFactors.lastStep), lt(secondFactors.lastStep, step))))
    .returning({ id: secondFactors.id });
  return taken.length === 1;
}

export function hashTextCode(attempt: string, code: string): string {
  return keyedHash("text-code", `${attempt}|${code}`);
}

async function takeText({ id, userId }: Attempt, code: string): Promise<boolean> {
  const at = now();
  const ofAttempt = and(eq(textCodes.attempt, id), eq(textCodes.userId, userId));
  const taken = await db()
    .delete(textCodes)
    .where(
      and(
        ofAttempt,
        eq(textCodes.codeHash, hashTextCode(id, code)),
        gt(textCodes.expiresAt, at),
        lt(textCodes.failures, textCodeFailures),
      ),
    )
    .returning({ attempt: textCodes.attempt });
  if (taken.length === 0) {
    await db()
      .update(textCodes)
      .set({ failures: sql`${textCodes.failures} + 1` })
      .where(ofAttempt);
    return false;
  }
  await db()
    .update(secondFactors)
    .set({ lastUsedAt: at })
    .where(and(eq(secondFactors.userId, userId), eq(secondFactors.kind, "text"), isNotNull(secondFactors.confirmedAt)));
  return true;
}

async function takeRecoveryCode(actor: Actor, userId: string, code: string): Promise<boolean> {
  const ofUser = eq(recoveryCodes.userId, userId);
  const [set] = await db().select({ salt: recoveryCodes.salt }).from(recoveryCodes).where(ofUser).limit(1);
  if (!set) return false;
  const codeHash = await hashRecoveryCode(code, set.salt);
  return mutate(actor, async (change) => {
    const { tx } = change;
    const taken = await tx
      .delete(recoveryCodes)
      .where(and(ofUser, eq(recoveryCodes.codeHash, codeHash)))
      .returning({ codeHash: recoveryCodes.codeHash });
    if (taken.length === 0) return false;
    const left = await tx.$count(recoveryCodes, ofUser);
    await auditAccount(change, userId, { action: "user.recovery_code_used", after: { left } });
    await noteSecurity(change, { kind: "recovery_code_used", userId });
    return true;
  });
}

/** Offered first at the next sign-in. A recovery code is for once. */
async function remember(userId: string, kind: FactorKind): Promise<void> {
  if (kind === "recovery_code") return;
  await db()
    .update(users)
    .set({ lastFactor: kind })
    .where(and(eq(users.id, userId), sql`${users.lastFactor} is distinct from ${kind}`));
}

async function browserUnknown(userId: string): Promise<RuleBroken> {
  const [user] = await db().select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (user) await mailBrowserLink(user.email);
  return new RuleBroken(
    "browser_unknown",
    "Too many wrong codes were tried. We mailed you a link that lets this browser go on.",
  );
}
