import "server-only";
import { and, eq, gt, isNotNull, isNull, ne } from "drizzle-orm";
import { getWaitingTotp } from "@/db/queries/two-factor";
import { secondFactors } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { decrypt, encrypt } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { placeOfSecret } from "@/lib/secret-places";
import { auditAccount } from "@/lib/users/account-entry";
import { type Added, addFactor, removeFactor } from "./enrolment";
import { newTotpSecret, stepOfCode, totpUri } from "./totp";

/** The authenticator app: a secret waits until its first code was typed; the one before works until then. */
export const waitingMinutes = 30;

/** Makes a new secret that waits. One that waited before is gone. */
export function beginApp(actor: UserActor): Promise<void> {
  const { id: userId } = actor.user;
  return mutate(actor, async (change) => {
    const { tx, now: at } = change;
    assertConfirmed(actor, at);
    const id = newId("secondFactor");
    const secret = encrypt(newTotpSecret(), placeOfSecret("second_factors.secret", id));
    await tx.delete(secondFactors).where(waitingOf(userId));
    await tx.insert(secondFactors).values({ id, userId, kind: "totp", secret, createdAt: at });
    await auditAccount(change, userId, { action: "user.factor_begun", after: { factor: "totp" } });
  });
}

/** What the app reads: the address in the QR code, and the secret to type; null where none waits. */
export async function waitingApp(actor: UserActor): Promise<{ uri: string; secret: string } | null> {
  const waiting = await getWaitingTotp(actor, longAgo(now()));
  if (!waiting) return null;
  const secret = decrypt(waiting.secret, placeOfSecret("second_factors.secret", waiting.id));
  return { secret, uri: totpUri(secret, "Atrium", actor.user.email) };
}

/** The first code confirms it. Throws RuleBroken at the field `code`. */
export async function confirmApp(actor: UserActor, { code }: { code: string }): Promise<Added> {
  const { id: userId } = actor.user;
  assertConfirmed(actor, now());
  await assertLimit("factor_code.user", userId);
  return addFactor(actor, "totp", async ({ tx, now: at }) => {
    const [row] = await tx
      .select()
      .from(secondFactors)
      .where(and(waitingOf(userId), gt(secondFactors.createdAt, longAgo(at))))
      .for("update");
    if (!row?.secret) {
      throw new RuleBroken("link_expired", "That QR code has run out. Begin again with a new one.", { field: "code" });
    }
    const step = stepOfCode(decrypt(row.secret, placeOfSecret("second_factors.secret", row.id)), code, at);
    if (step === null) {
      throw new RuleBroken("wrong_code", "That is not the code your app shows now. Check the clock of your device.", {
        field: "code",
      });
    }
    const before = await tx
      .delete(secondFactors)
      .where(and(appOf(userId), ne(secondFactors.id, row.id)))
      .returning({ id: secondFactors.id });
    await tx
      .update(secondFactors)
      .set({ confirmedAt: at, lastStep: step, lastUsedAt: at })
      .where(eq(secondFactors.id, row.id));
    return { replaced: before.length > 0 };
  });
}

export function removeApp(actor: UserActor): Promise<void> {
  return removeFactor(actor, "totp", async (tx) => {
    const gone = await tx
      .delete(secondFactors)
      .where(and(appOf(actor.user.id), isNotNull(secondFactors.confirmedAt)))
      .returning({ id: secondFactors.id });
    return gone.length > 0;
  });
}

function appOf(userId: string) {
  return and(eq(secondFactors.userId, userId), eq(secondFactors.kind, "totp"));
}

function waitingOf(userId: string) {
  return and(appOf(userId), isNull(secondFactors.confirmedAt));
}

function longAgo(at: Date): Date {
  return new Date(at.getTime() - waitingMinutes * 60_000);
}
