import "server-only";
import { and, eq, isNotNull } from "drizzle-orm";
import { counters } from "@/db/client";
import { domains, ssoAttempts } from "@/db/schema";
import type { Origin } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { safeReturnPath } from "@/lib/paths";
import { type Answer, AnswerRefused, type Check } from "@/lib/sso/answer";
import { readOidcAnswer } from "@/lib/sso/oidc-answer";
import { assertedBy } from "@/lib/sso/person";
import { readSamlAnswer } from "@/lib/sso/saml-answer";
import {
  type Attempt,
  claimAnswer,
  isFirstUse,
  keepAnswer,
  nonceOf,
  noteStray,
  oidcSettings,
  refuseAttempt,
  requestIdOf,
  samlSettings,
  type UsableConnection,
  verifierOf,
  waitingAttempt,
} from "./sso-attempts";

/**
 * What an identity provider sends back: checked, and kept with its attempt. Nobody is signed in here: that is for the
 * browser the attempt began in (`sso-finish.ts`). Each gives the id of an attempt, refused or not.
 */

/** How old a sign-in at the provider may be where a new one was asked for, in seconds. */
const freshSeconds = 300;

/** The callback of the code flow. It comes as a page of the browser itself, so the binding is checked before the code is used. */
export async function takeOidcCallback(
  connection: UsableConnection,
  callback: URL,
  browserHash: string | null,
  origin: Origin,
): Promise<string> {
  const state = callback.searchParams.get("state");
  const attempt = await waitingAttempt(connection.id, state);
  if (!attempt || state === null) return noteStray(connection, [unknownState()], origin);
  if (attempt.browserHash !== browserHash) return noteStray(connection, [otherBrowser()], origin);
  if (!(await claimAnswer(attempt.id))) return noteStray(connection, [unknownState()], origin);
  const { id, createdAt, purpose } = attempt;
  const provedSince = purpose === "confirm" ? createdAt : null;
  return judged(connection, attempt, () =>
    readOidcAnswer(oidcSettings(connection), callback, {
      state,
      nonce: nonceOf(id),
      verifier: verifierOf(id),
      provedSince,
    }),
  );
}

export type SamlPost = { SAMLResponse: unknown; RelayState: unknown };

/**
 * The assertion consumer service (SAML bindings §3.5). The post comes from another site and without our cookies.
 * `key`: only for an answer nobody here asked for; who holds it may go on with it.
 */
export async function takeSamlResponse(
  connection: UsableConnection,
  { SAMLResponse, RelayState }: SamlPost,
  origin: Origin,
): Promise<{ id: string; key: string | null }> {
  const attempt = await waitingAttempt(connection.id, RelayState);
  if (attempt && (await claimAnswer(attempt.id))) {
    const id = await judged(connection, attempt, () => readSaml(connection, attempt, SAMLResponse));
    return { id, key: null };
  }
  if (!connection.idpInitiated || connection.stage === "draft") {
    return { id: await noteStray(connection, [unknownState()], origin), key: null };
  }
  return takeUnasked(connection, { SAMLResponse, RelayState }, origin);
}

async function takeUnasked(connection: UsableConnection, { SAMLResponse, RelayState }: SamlPost, origin: Origin) {
  const [id, key, at] = [newId("ssoAttempt"), newSecret(), now()];
  const row = {
    id,
    connectionId: connection.id,
    purpose: "sign_in" as const,
    stateHash: sha256(key),
    returnTo: safeReturnPath(RelayState),
    createdAt: at,
    expiresAt: new Date(at.getTime() + freshSeconds * 1000),
    answeredAt: at,
    ip: origin.ip,
  };
  const [attempt] = await counters().insert(ssoAttempts).values(row).returning();
  if (!attempt) throw new Error("An attempt was not written.");
  await judged(connection, attempt, () => readSaml(connection, null, SAMLResponse));
  return { id, key };
}

async function readSaml(connection: UsableConnection, attempt: Attempt | null, SAMLResponse: unknown): Promise<Answer> {
  const answer = await readSamlAnswer(
    samlSettings(connection),
    { SAMLResponse },
    {
      requestId: attempt && requestIdOf(attempt.id),
      now: now(),
      ...(attempt?.purpose === "confirm" && { maxAuthAgeSeconds: freshSeconds }),
    },
  );
  const check = { name: "replay", label: "First use", expected: "an assertion that is new", found: answer.assertionId };
  const first = await isFirstUse(connection.id, answer.assertionId, answer.expiresAt);
  if (!first) throw new AnswerRefused([...answer.checks, { ...check, ok: false }], answer.decoded);
  return { ...answer, checks: [...answer.checks, { ...check, ok: true }] };
}

/** Reads, judges whom it is about, and keeps what came of it. */
async function judged(connection: UsableConnection, { id }: Attempt, read: () => Promise<Answer>): Promise<string> {
  try {
    const answer = await read();
    const { email } = assertedBy(connection.mapping, answer);
    const checks = [...answer.checks, ...(await addressChecks(connection, email))];
    const kept = { answer: keptOf(answer), email, checks };
    if (checks.some(({ ok }) => !ok)) await refuseAttempt(id, checks, kept);
    else await keepAnswer(id, kept);
  } catch (error) {
    if (!(error instanceof AnswerRefused)) throw error;
    await refuseAttempt(id, error.checks, { answer: error.decoded ? keptOf({ decoded: error.decoded }) : null });
  }
  return id;
}

/** S2: only people of a verified domain of this org that points to this connection come in through it. */
async function addressChecks({ id, orgId }: UsableConnection, email: string | null): Promise<Check[]> {
  const found = { name: "email", label: "E-mail address", expected: "an address", found: email ?? "none" };
  if (email === null) return [{ ...found, ok: false }];
  const domain = email.slice(email.indexOf("@") + 1);
  const rows = await counters()
    .select({ domain: domains.domain })
    .from(domains)
    .where(and(eq(domains.orgId, orgId), eq(domains.connectionId, id), isNotNull(domains.verifiedAt)))
    .orderBy(domains.domain);
  const names = rows.map((row) => row.domain);
  const expected = names.length === 0 ? "a verified domain of this connection; there is none" : names.join(", ");
  return [
    { ...found, ok: true },
    { name: "domain", label: "Domain", expected: expected.slice(0, 300), found: domain, ok: names.includes(domain) },
  ];
}

function keptOf(answer: Partial<Answer> & { decoded: string }) {
  return {
    issuer: answer.issuer ?? "",
    subject: answer.subject ?? "",
    subjectFormat: answer.subjectFormat ?? null,
    sessionIndex: answer.sessionIndex ?? null,
    attributes: answer.attributes ?? {},
    authenticatedAt: answer.authenticatedAt?.toISOString() ?? null,
    amr: answer.amr ?? [],
    decoded: answer.decoded.slice(0, 100_000),
  };
}

function unknownState(): Check {
  const expected = "a sign-in that began here in the last 10 minutes and was not answered yet";
  return { name: "state", label: "State", expected, found: "another one, or none", ok: false };
}

function otherBrowser(): Check {
  const expected = "the browser in which the sign-in began";
  return { name: "browser", label: "Browser", expected, found: "another one", ok: false };
}
