import "server-only";
import { and, eq } from "drizzle-orm";
import { getFactors } from "@/db/queries/two-factor";
import { sessionProofs, users } from "@/db/schema";
import { passwordFits } from "@/lib/auth/password-hash";
import { proveFactor } from "@/lib/auth/second-factor";
import type { UserActor } from "@/lib/authz/actor";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newSecret } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { type FactorKind, hasOwnProof, mayConfirmByProvider, strongestOf } from "./factors";
import { renewSession } from "./sessions";

export type Confirmation = { factor?: FactorKind; code?: string; password?: string };

/**
 * A6: proves that it is still this person, with the strongest factor of theirs: a passkey before an app, an app before a
 * text message, which needs the password too; without a factor the password. A recovery code stands for a lost one.
 * The session counts as one with that factor from then on. Returns its new cookie: the old one is dead.
 */
export async function confirmIdentity(
  actor: UserActor,
  { factor, code = "", password = "" }: Confirmation,
  browserHash: string | null,
): Promise<string> {
  const { user, session } = actor;
  await assertLimit("confirm.user", user.id);
  const factors = await mutate(actor, ({ tx }) => getFactors(user.id, tx));
  if (!factors) throw new NotFound("account");
  const strongest = strongestOf(factors);
  const needsPassword = strongest === null || (factor === "text" && factors.hasPassword);
  if (strongest !== null && factor !== strongest && factor !== "recovery_code") {
    throw new RuleBroken("factor_missing", "This needs your strongest second factor. Reload the page.");
  }
  if (needsPassword && !(await fits(actor, password))) {
    throw new RuleBroken("wrong_credentials", "That is not your password.", { field: "password" });
  }
  const method = strongest === null ? "password" : (factor ?? strongest);
  if (method !== "password") {
    // A passkey becomes the session's own proof, which a key that checked nobody is not by itself (S2).
    const needsVerification = !hasOwnProof(actor);
    const attempt = { userId: user.id, id: session.id, purpose: "confirm", browserHash, needsVerification } as const;
    await proveFactor(actor, attempt, { kind: method, code });
  }
  const cookie = newSecret();
  await mutate(actor, async ({ tx, audit, now }) => {
    await renewSession(tx, actor, { cookie, method, confirmedAt: now });
    audit({
      userId: user.id,
      action: "session.confirmed",
      object: { type: "session", id: session.id },
      after: { method },
    });
  });
  return cookie;
}

type Shown = { connectionId: string; subject: string };

/**
 * A6 for somebody whose session was only shown by their org's identity provider: they proved themselves there anew, as
 * the same person. Returns the session's new cookie.
 */
export async function confirmByProvider(actor: UserActor, { connectionId, subject }: Shown): Promise<string> {
  const { user, session } = actor;
  const cookie = newSecret();
  await mutate(actor, async ({ tx, audit, now }) => {
    const factors = await getFactors(user.id, tx);
    const [proof] = await tx
      .select({ subject: sessionProofs.subject })
      .from(sessionProofs)
      .where(and(eq(sessionProofs.sessionId, session.id), eq(sessionProofs.connectionId, connectionId)));
    if (!factors || proof?.subject !== subject || !mayConfirmByProvider(session.methods, factors)) {
      throw new RuleBroken("sso_refused", "The provider signed in somebody else. Confirm as the person you are here.");
    }
    await renewSession(tx, actor, { cookie, method: "sso", confirmedAt: now });
    audit({
      userId: user.id,
      action: "session.confirmed",
      object: { type: "session", id: session.id },
      after: { method: "sso" },
    });
  });
  return cookie;
}

async function fits(actor: UserActor, password: string): Promise<boolean> {
  const stored = await mutate(actor, async ({ tx }) => {
    const [row] = await tx.select({ hash: users.passwordHash }).from(users).where(eq(users.id, actor.user.id));
    return row?.hash ?? null;
  });
  return passwordFits(password, stored);
}
