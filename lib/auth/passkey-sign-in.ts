import "server-only";
import { mustUseSso } from "@/db/queries/sso-policy";
import type { OutsideActor } from "@/lib/authz/actor";
import { assertLimit } from "@/lib/rate-limit";
import { provePasskey, refusedPasskey } from "./passkey-answers";

/** Sign-in by a passkey alone: it says whose it is, and has checked its person (T1). */
export async function signInWithPasskey(
  actor: OutsideActor,
  answer: string,
  browserHash: string | null,
): Promise<{ userId: string }> {
  await assertLimit("sign-in.address", actor.origin.ip ?? "unknown");
  const asker = { purpose: "sign_in", browserHash: browserHash ?? "", userId: null } as const;
  const { userId } = await provePasskey(answer, asker, { needsVerification: true });
  if (await mustUseSso(userId)) throw refusedPasskey("single sign-on is required");
  return { userId };
}
