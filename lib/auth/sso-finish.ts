import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import { counters } from "@/db/client";
import { ssoAttempts } from "@/db/schema";
import type { OutsideActor, UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { isRuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";
import type { Check } from "@/lib/sso/answer";
import { personOfAnswer } from "@/lib/sso/people";
import { confirmByProvider } from "@/lib/two-factor/confirm";
import { finishSignIn } from "./finish-sign-in";
import { setSessionCookie } from "./session-cookie";
import { type Attempt, refuseAttempt, type UsableConnection, usableConnection } from "./sso-attempts";

/**
 * The end of a way to an identity provider, in the browser it began in: a session, a confirmation, or a result to look
 * at. Gives the page to go to. An attempt ends once.
 */
export async function finishAttempt(
  actor: OutsideActor,
  signedIn: UserActor | null,
  id: string,
  browserHash: string | null,
): Promise<string> {
  const attempt = await attemptOf(id, browserHash);
  if (!attempt) return paths.ssoProblem(id);
  const connection = await usableConnection(attempt.connectionId, { drafts: attempt.purpose === "test" });
  if (!connection) return paths.ssoProblem(id);
  const answered = attempt.outcome === "answered" && (await spendAttempt(id));
  if (attempt.purpose === "test") return paths.ssoAttempt(connection.orgId, connection.id, id);
  if (!answered || !attempt.answer) return paths.ssoProblem(id);
  return attempt.purpose === "confirm" ? confirm(attempt, signedIn) : signIn(actor, connection, attempt);
}

/** Binds an attempt that the provider began to the browser whose person said to go on; `key` was given to it alone. */
export async function adoptAttempt(id: string, key: string, browserHash: string): Promise<boolean> {
  const bound = await counters()
    .update(ssoAttempts)
    .set({ browserHash })
    .where(
      and(
        eq(ssoAttempts.id, id),
        eq(ssoAttempts.stateHash, sha256(key)),
        isNull(ssoAttempts.browserHash),
        eq(ssoAttempts.outcome, "answered"),
        gt(ssoAttempts.expiresAt, now()),
      ),
    )
    .returning({ id: ssoAttempts.id });
  return bound.length === 1;
}

/** What a page before sign-in may say of an attempt: to the browser it began in, and with its key to no other. */
export async function attemptShown(id: string, proof: { browserHash: string | null } | { key: string }) {
  const [row] = await counters()
    .select({
      connectionId: ssoAttempts.connectionId,
      failed: ssoAttempts.failed,
      checks: ssoAttempts.checks,
      email: ssoAttempts.email,
      outcome: ssoAttempts.outcome,
      browserHash: ssoAttempts.browserHash,
      stateHash: ssoAttempts.stateHash,
      returnTo: ssoAttempts.returnTo,
    })
    .from(ssoAttempts)
    .where(eq(ssoAttempts.id, id));
  if (!row) return null;
  const fits = "key" in proof ? row.stateHash === sha256(proof.key) : row.browserHash === proof.browserHash;
  return fits && (row.browserHash !== null || "key" in proof) ? row : null;
}

async function signIn(actor: OutsideActor, connection: UsableConnection, attempt: Attempt): Promise<string> {
  if (!attempt.answer || !attempt.email) return paths.ssoProblem(attempt.id);
  const found = await personOfAnswer(actor, connection, { email: attempt.email, answer: attempt.answer });
  if (found.kind === "mailed") return paths.ssoLinkSent;
  if (found.kind === "refused") return refused(attempt, found.check);
  await counters().update(ssoAttempts).set({ userId: found.userId }).where(eq(ssoAttempts.id, attempt.id));
  const returnTo = attempt.returnTo === "/" ? paths.org(connection.orgId) : attempt.returnTo;
  return finishSignIn({ userId: found.userId, proof: "sso", returnTo, attemptId: attempt.id });
}

async function confirm(attempt: Attempt, signedIn: UserActor | null): Promise<string> {
  const { connectionId, answer, returnTo } = attempt;
  const check = {
    name: "session",
    label: "Session",
    expected: "the session that asked",
    found: "another one",
    ok: false,
  };
  if (!answer || !signedIn || signedIn.session.id !== attempt.sessionId) return refused(attempt, check);
  try {
    await setSessionCookie(await confirmByProvider(signedIn, { connectionId, subject: answer.subject }));
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    return refused(attempt, {
      name: "person",
      label: "Person",
      expected: "the same",
      found: answer.subject,
      ok: false,
    });
  }
  return returnTo;
}

async function refused(attempt: Attempt, check: Check): Promise<string> {
  await refuseAttempt(attempt.id, [...attempt.checks, check]);
  return paths.ssoProblem(attempt.id);
}

async function attemptOf(id: string, browserHash: string | null): Promise<Attempt | null> {
  if (!browserHash) return null;
  const [row] = await counters()
    .select()
    .from(ssoAttempts)
    .where(and(eq(ssoAttempts.id, id), eq(ssoAttempts.browserHash, browserHash)));
  return row ?? null;
}

async function spendAttempt(id: string): Promise<boolean> {
  const used = await counters()
    .update(ssoAttempts)
    .set({ usedAt: now() })
    .where(and(eq(ssoAttempts.id, id), isNull(ssoAttempts.usedAt), gt(ssoAttempts.expiresAt, now())))
    .returning({ id: ssoAttempts.id });
  return used.length === 1;
}
