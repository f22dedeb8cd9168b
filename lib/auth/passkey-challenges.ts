import "server-only";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { and, eq, gt, isNull } from "drizzle-orm";
import { counters, db } from "@/db/client";
import { passkeyChallenges, passkeys } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { newSecret } from "@/lib/ids";

/**
 * Challenges of WebAuthn ceremonies (Web Authentication Level 3): 256 random bits, five minutes, answered once, by the
 * browser that asked and for the purpose it asked for.
 */
export const challengePurposes = ["sign_in", "second_factor", "confirm", "register"] as const;
export type ChallengePurpose = (typeof challengePurposes)[number];
export type Asker = { purpose: ChallengePurpose; browserHash: string; userId: string | null };

const minutes = 5;

/** The relying party is the host of the public URL. */
export function relyingParty(): { id: string; origin: string } {
  const { APP_ORIGIN } = env();
  return { id: new URL(APP_ORIGIN).hostname, origin: APP_ORIGIN };
}

/**
 * What the browser asks its authenticators. A sign-in names no credential: the passkey says whose it is. There, and
 * where `needsVerification` says, it has to check its person.
 */
export async function requestOptions(
  asker: Asker,
  { needsVerification = asker.purpose === "sign_in" } = {},
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known = asker.userId === null ? [] : await credentialsOf(asker.userId);
  return generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: await newChallenge(asker),
    userVerification: needsVerification ? "required" : "preferred",
    allowCredentials: known,
    timeout: minutes * 60_000,
  });
}

/** What the browser makes a new credential of; those the account has already are left out. */
export async function creationOptions(
  { user }: UserActor,
  browserHash: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: "Atrium",
    rpID: relyingParty().id,
    userID: new TextEncoder().encode(user.id),
    userName: user.email,
    userDisplayName: user.name,
    challenge: await newChallenge({ purpose: "register", browserHash, userId: user.id }),
    attestationType: "none",
    excludeCredentials: await credentialsOf(user.id),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    timeout: minutes * 60_000,
  });
}

/** Takes a challenge away; false where it is not this asker's, ran out, or was answered before. */
export async function takeChallenge(challenge: string, { purpose, browserHash, userId }: Asker): Promise<boolean> {
  const taken = await db()
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, sha256(challenge)),
        eq(passkeyChallenges.purpose, purpose),
        eq(passkeyChallenges.browserHash, browserHash),
        userId === null ? isNull(passkeyChallenges.userId) : eq(passkeyChallenges.userId, userId),
        gt(passkeyChallenges.expiresAt, now()),
      ),
    )
    .returning({ purpose: passkeyChallenges.purpose });
  return taken.length === 1;
}

async function newChallenge(asker: Asker): Promise<Uint8Array<ArrayBuffer>> {
  const text = newSecret();
  const at = now();
  await counters()
    .insert(passkeyChallenges)
    .values({
      ...asker,
      challengeHash: sha256(text),
      createdAt: at,
      expiresAt: new Date(at.getTime() + minutes * 60_000),
    });
  return new Uint8Array(Buffer.from(text, "base64url"));
}

async function credentialsOf(userId: string): Promise<{ id: string; transports: string[] }[]> {
  return db()
    .select({ id: passkeys.credentialId, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.userId, userId));
}
