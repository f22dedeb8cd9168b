import "server-only";
import { and, eq } from "drizzle-orm";
import { passkeys } from "@/db/schema";
import { readNewPasskey } from "@/lib/auth/passkey-answers";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { deviceName } from "@/lib/device";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { type Added, addFactor, removeFactor } from "./enrolment";

/** Passkeys: several, each with a name of its own. */
const most = 20;

/** `answer`: what the authenticator made, as JSON. Without a name it gets that of the browser it was made in. */
export async function addPasskey(
  actor: UserActor,
  { answer, name }: { answer: string; name: string },
  browserHash: string | null,
): Promise<Added> {
  const { id: userId } = actor.user;
  assertConfirmed(actor, now());
  await assertLimit("factor_code.user", userId);
  const asker = { purpose: "register", browserHash: browserHash ?? "", userId } as const;
  const { publicKey, ...credential } = await readNewPasskey(answer, asker);
  return addFactor(actor, "passkey", async ({ tx, now: at }) => {
    if ((await tx.$count(passkeys, eq(passkeys.userId, userId))) >= most) {
      throw new RuleBroken("limit_reached", `An account has at most ${most} passkeys. Remove one first.`);
    }
    const made = await tx
      .insert(passkeys)
      .values({
        ...credential,
        id: newId("passkey"),
        userId,
        name: name || deviceName(actor.origin.agent),
        publicKey: Buffer.from(publicKey),
        createdAt: at,
      })
      .onConflictDoNothing({ target: passkeys.credentialId })
      .returning({ id: passkeys.id });
    if (made.length === 0) throw new RuleBroken("passkey_refused", "That passkey is in use already.");
    return { replaced: false };
  });
}

export function renamePasskey(
  actor: UserActor,
  { passkeyId, name }: { passkeyId: string; name: string },
): Promise<void> {
  return mutate(actor, async ({ tx, audit }) => {
    const renamed = await tx.update(passkeys).set({ name }).where(own(actor, passkeyId)).returning({ id: passkeys.id });
    if (renamed.length === 0) throw new NotFound("passkey");
    const { id } = actor.user;
    audit({ userId: id, action: "user.passkey_renamed", object: { type: "user", id } });
  });
}

export function removePasskey(actor: UserActor, { passkeyId }: { passkeyId: string }): Promise<void> {
  return removeFactor(actor, "passkey", async (tx) => {
    const gone = await tx.delete(passkeys).where(own(actor, passkeyId)).returning({ id: passkeys.id });
    return gone.length > 0;
  });
}

function own({ user }: UserActor, passkeyId: string) {
  return and(eq(passkeys.id, passkeyId), eq(passkeys.userId, user.id));
}
