import "server-only";
import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { counters, db } from "@/db/client";
import { connections, orgs, samlAssertions, ssoAttempts } from "@/db/schema";
import type { Origin } from "@/lib/authz/actor";
import { planHas } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { decrypt, keyedHash, sha256 } from "@/lib/crypto";
import { isRuleBroken } from "@/lib/errors";
import { newId, newSecret } from "@/lib/ids";
import { placeOfSecret } from "@/lib/secret-places";
import type { Check } from "@/lib/sso/answer";
import { oidcSignInUrl } from "@/lib/sso/oidc-request";
import type { OidcSettings } from "@/lib/sso/oidc-settings";
import { ownValues } from "@/lib/sso/own-values";
import { signInUrl } from "@/lib/sso/saml-request";
import type { SamlSettings } from "@/lib/sso/saml-settings";

/**
 * Ways to an identity provider and back. An attempt is a row for ten minutes, found by what the provider gives back and
 * bound to the browser it began in; afterwards it is the log of its connection for 30 days. Nonce, code verifier and
 * request id are derived from its id, so that the row holds no secret.
 */
const attemptMinutes = 10;
const logDays = 30;

export type Attempt = typeof ssoAttempts.$inferSelect;
export type UsableConnection = typeof connections.$inferSelect & { orgName: string; ssoIsTwoFactor: boolean };
export type Purpose = Attempt["purpose"];

type Beginning = {
  purpose: Purpose;
  returnTo: string;
  browserHash: string;
  loginHint: string | null;
  /** Who tests or confirms, and in which session. */
  who?: { userId: string; sessionId: string };
  origin: Origin;
};

/** A connection of a living org whose plan has single sign-on; null otherwise. A draft only where `drafts` says so. */
export async function usableConnection(id: string, { drafts = false } = {}): Promise<UsableConnection | null> {
  const [row] = await db()
    .select({ connection: connections, orgName: orgs.name, plan: orgs.plan, ssoIsTwoFactor: orgs.ssoIsTwoFactor })
    .from(connections)
    .innerJoin(orgs, and(eq(orgs.id, connections.orgId), isNull(orgs.deletedAt)))
    .where(eq(connections.id, id));
  if (!row || !planHas(row.plan, "sso") || (row.connection.stage === "draft" && !drafts)) return null;
  return { ...row.connection, orgName: row.orgName, ssoIsTwoFactor: row.ssoIsTwoFactor };
}

/** Writes the attempt down and gives the provider's address to go to; its own page of refusal where there is none. */
export async function beginAttempt(
  connection: UsableConnection,
  beginning: Beginning,
): Promise<{ id: string; url: string | null }> {
  const { purpose, returnTo, browserHash, loginHint, who, origin } = beginning;
  const [id, state, at] = [newId("ssoAttempt"), newSecret(), now()];
  await counters()
    .insert(ssoAttempts)
    .values({
      id,
      connectionId: connection.id,
      purpose,
      stateHash: sha256(state),
      browserHash,
      userId: who?.userId ?? null,
      sessionId: who?.sessionId ?? null,
      returnTo,
      createdAt: at,
      expiresAt: new Date(at.getTime() + attemptMinutes * 60_000),
      ip: origin.ip,
    });
  try {
    const url = await addressAt(connection, { id, state, fresh: purpose === "confirm", loginHint });
    return { id, url };
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    const found = error.message;
    await refuseAttempt(id, [
      { name: "provider", label: "Way to the provider", expected: "its sign-in page", found, ok: false },
    ]);
    return { id, url: null };
  }
}

type Way = { id: string; state: string; fresh: boolean; loginHint: string | null };

function addressAt(connection: UsableConnection, { id, state, fresh, loginHint }: Way): Promise<string> {
  if (connection.protocol === "oidc") {
    const { redirectUri } = ownValues(connection.id);
    const secrets = { state, nonce: nonceOf(id), verifier: verifierOf(id) };
    return oidcSignInUrl(oidcSettings(connection), { redirectUri, ...secrets, fresh, loginHint });
  }
  return signInUrl(samlSettings(connection), {
    requestId: requestIdOf(id),
    relayState: state,
    forceAuthn: fresh,
  });
}

export const nonceOf = (id: string) => keyedHash("sso:nonce", id);
export const verifierOf = (id: string) => keyedHash("sso:verifier", id);
/** An XML name (SAML core §1.3.4). */
export const requestIdOf = (id: string) => `_${keyedHash("sso:request", id)}`;

export function oidcSettings({ id, issuer, clientId, clientSecret }: UsableConnection): OidcSettings {
  return {
    issuer: issuer ?? "",
    clientId: clientId ?? "",
    clientSecret: clientSecret ? decrypt(clientSecret, placeOfSecret("connections.client_secret", id)) : "",
  };
}

export function samlSettings(connection: UsableConnection): SamlSettings {
  const { id, issuer, signInUrl: page, signOutUrl, certificates } = connection;
  return {
    ...samlOwnSettings(connection),
    issuer: issuer ?? "",
    signInUrl: page ?? "",
    signOutUrl,
    certificates,
    entityId: ownValues(id).entityId,
  };
}

/** What the metadata says of us. */
export function samlOwnSettings({ id, signingKey, signingCertificate }: UsableConnection) {
  const { entityId, acsUrl, logoutUrl } = ownValues(id);
  const signing =
    signingKey && signingCertificate
      ? {
          privateKey: decrypt(signingKey, placeOfSecret("connections.signing_key", id)),
          certificate: signingCertificate,
        }
      : null;
  return { entityId, acsUrl, logoutUrl, signing };
}

/** The attempt that waits for an answer with this state; null for any other. */
export async function waitingAttempt(connectionId: string, state: unknown): Promise<Attempt | null> {
  if (typeof state !== "string" || state.length > 200) return null;
  const [row] = await counters()
    .select()
    .from(ssoAttempts)
    .where(
      and(
        eq(ssoAttempts.connectionId, connectionId),
        eq(ssoAttempts.stateHash, sha256(state)),
        isNull(ssoAttempts.answeredAt),
        gt(ssoAttempts.expiresAt, now()),
      ),
    );
  return row ?? null;
}

/** Takes the one answer an attempt may get; false where another request was first. */
export async function claimAnswer(id: string): Promise<boolean> {
  const taken = await counters()
    .update(ssoAttempts)
    .set({ answeredAt: now() })
    .where(and(eq(ssoAttempts.id, id), isNull(ssoAttempts.answeredAt)))
    .returning({ id: ssoAttempts.id });
  return taken.length === 1;
}

export type Kept = Pick<Attempt, "answer" | "email" | "checks">;

export async function keepAnswer(id: string, { answer, email, checks }: Kept): Promise<void> {
  await counters()
    .update(ssoAttempts)
    .set({ outcome: "answered", answer, email, checks })
    .where(eq(ssoAttempts.id, id));
}

/** A check failed: it ends here, and the log says at which. */
export async function refuseAttempt(id: string, checks: Check[], kept: Partial<Kept> = {}): Promise<void> {
  const failed = checks.find(({ ok }) => !ok)?.name ?? "answer";
  await counters()
    .update(ssoAttempts)
    .set({ outcome: "refused", failed, checks, answeredAt: now(), ...kept })
    .where(eq(ssoAttempts.id, id));
}

/** An answer that fits no attempt, written down all the same: an admin finds it by its id. */
export async function noteStray(connection: UsableConnection, checks: Check[], origin: Origin): Promise<string> {
  const [id, at] = [newId("ssoAttempt"), now()];
  await counters()
    .insert(ssoAttempts)
    .values({
      id,
      connectionId: connection.id,
      purpose: "sign_in",
      stateHash: sha256(newSecret()),
      returnTo: "/",
      createdAt: at,
      expiresAt: at,
      answeredAt: at,
      outcome: "refused",
      failed: checks.find(({ ok }) => !ok)?.name ?? "answer",
      checks,
      ip: origin.ip,
    });
  return id;
}

/** False where the assertion was used before (SAML profiles §4.1.4.5). */
export async function isFirstUse(connectionId: string, assertionId: string, expiresAt: Date): Promise<boolean> {
  const written = await counters()
    .insert(samlAssertions)
    .values({ connectionId, assertionId, expiresAt })
    .onConflictDoNothing()
    .returning({ id: samlAssertions.assertionId });
  return written.length === 1;
}

export async function forgetOldAttempts(): Promise<void> {
  const at = now();
  await db()
    .delete(ssoAttempts)
    .where(lt(ssoAttempts.createdAt, new Date(at.getTime() - logDays * 24 * 3600 * 1000)));
  await db().delete(samlAssertions).where(lt(samlAssertions.expiresAt, at));
}
