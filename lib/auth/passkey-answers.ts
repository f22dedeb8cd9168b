import "server-only";
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { and, eq, lt } from "drizzle-orm";
import * as z from "zod/mini";
import { db } from "@/db/client";
import { passkeys } from "@/db/schema";
import { now } from "@/lib/clock";
import { RuleBroken } from "@/lib/errors";
import { logger } from "@/lib/log";
import { type Asker, relyingParty, takeChallenge } from "./passkey-challenges";

/** Judges what an authenticator answered. Every refusal reads the same; the log says which check failed. */

const text = z.string().check(z.maxLength(20_000));
const answer = z.object({
  id: text,
  rawId: text,
  type: z.literal("public-key"),
  clientExtensionResults: z.optional(z.record(z.string(), z.unknown())),
  authenticatorAttachment: z.nullish(text),
});
const assertion = z.object({
  ...answer.shape,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: z.nullish(text),
  }),
});
const attestation = z.object({
  ...answer.shape,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(12))),
  }),
});

export type NewCredential = {
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
  backupEligible: boolean;
  backedUp: boolean;
};

/**
 * Whose passkey signed the challenge. `needsVerification`: it must have checked finger, face or PIN, so that it stands
 * for both factors. Throws RuleBroken `passkey_refused`.
 */
export async function provePasskey(
  json: string,
  asker: Asker,
  { needsVerification }: { needsVerification: boolean },
): Promise<{ userId: string; passkeyId: string }> {
  const given = parse(json, assertion);
  const [known] = await db().select().from(passkeys).where(eq(passkeys.credentialId, given.id));
  if (!known) throw refusedPasskey("no such credential");
  if (asker.userId !== null && known.userId !== asker.userId) throw refusedPasskey("another account's credential");
  const { id, origin } = relyingParty();
  const { authenticationInfo: info } = await judged(() =>
    verifyAuthenticationResponse({
      response: given as unknown as AuthenticationResponseJSON,
      expectedChallenge: (challenge) => takeChallenge(challenge, asker),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: needsVerification,
      credential: {
        id: known.credentialId,
        publicKey: new Uint8Array(known.publicKey),
        // The step forward is judged where it is written, so that two answers at once cannot both take it.
        counter: 0,
        transports: known.transports,
      },
    }),
  );
  const used = await db()
    .update(passkeys)
    .set({ counter: info.newCounter, backedUp: info.credentialBackedUp, lastUsedAt: now() })
    .where(
      and(
        eq(passkeys.id, known.id),
        info.newCounter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, info.newCounter),
      ),
    )
    .returning({ id: passkeys.id });
  if (used.length === 0) throw refusedPasskey("a counter that did not go forward");
  return { userId: known.userId, passkeyId: known.id };
}

/** The credential an authenticator made. Throws RuleBroken `passkey_refused`. */
export async function readNewPasskey(json: string, asker: Asker): Promise<NewCredential> {
  const given = parse(json, attestation);
  const { id, origin } = relyingParty();
  const { registrationInfo: info } = await judged(() =>
    verifyRegistrationResponse({
      response: given as unknown as RegistrationResponseJSON,
      expectedChallenge: (challenge) => takeChallenge(challenge, asker),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
    }),
  );
  if (!info) throw refusedPasskey("no registration");
  return {
    credentialId: info.credential.id,
    publicKey: info.credential.publicKey,
    counter: info.credential.counter,
    transports: given.response.transports ?? [],
    backupEligible: info.credentialDeviceType === "multiDevice",
    backedUp: info.credentialBackedUp,
  };
}

function parse<T>(json: string, schema: z.ZodMiniType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refusedPasskey("no JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusedPasskey("another form");
  return parsed.data;
}

async function judged<T extends { verified: boolean }>(judge: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await judge();
  } catch (error) {
    throw refusedPasskey(error instanceof Error ? error.message : "unknown");
  }
  if (!result.verified) throw refusedPasskey("a wrong signature");
  return result;
}

export function refusedPasskey(why: string): RuleBroken {
  logger.info({ why }, "a passkey was refused");
  return new RuleBroken("passkey_refused", "That passkey did not work here. Try again, or use another way.");
}
