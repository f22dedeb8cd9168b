import "server-only";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { connections, connectionTeams, domains, members, ssoIdentities, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { encrypt } from "@/lib/crypto";
import { isRuleBroken, NotFound, RuleBroken } from "@/lib/errors";
import { assertOutside, fetchOutside } from "@/lib/http/outside";
import type { Change } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { placeOfSecret } from "@/lib/secret-places";
import { assertTeamsGivable } from "@/lib/teams/ceiling";
import { newSigningKey, readCertificate } from "./certificates";
import type {
  ConnectionDomainsInput,
  GroupInput,
  JoiningInput,
  MappingInput,
  OidcSettingsInput,
  SamlMetadataInput,
  SamlOptionsInput,
  SamlSettingsInput,
} from "./connection-schemas";
import { assertMayChange, changeConnection, entryOf } from "./connections";
import { discover } from "./oidc-settings";
import { readIdpMetadata } from "./saml-metadata";

/** Whatever a test tries out moves `changedAt`: tests from before say nothing any more (S3). */

/** Asks the provider for its discovery document before anything is stored. Throws at the field that is wrong. */
export async function setOidcSettings(actor: OrgActor, input: OidcSettingsInput): Promise<void> {
  const { connectionId, issuer: typed, clientId, clientSecret, secretExpiresOn } = input;
  await assertMayChange(actor);
  assertOutside(typed, "issuer");
  await assertLimit("connection.org", String(actor.org.id));
  const found = await discover({ issuer: typed, clientId, clientSecret: clientSecret || "unknown" });
  // As the provider writes it: a slash more or less is the same address and another issuer.
  const { issuer } = found.serverMetadata();
  return changeConnection(actor, connectionId, async (change, row) => {
    const { tx, audit, now: at } = change;
    if (row.protocol !== "oidc") throw new NotFound("connection");
    if (!clientSecret && !row.clientSecret) {
      throw new RuleBroken("invalid", "Enter the client secret.", { field: "clientSecret" });
    }
    const secret = clientSecret && encrypt(clientSecret, placeOfSecret("connections.client_secret", row.id));
    const secretExpiresAt = secretExpiresOn ? new Date(`${secretExpiresOn}T00:00:00Z`) : null;
    await tx
      .update(connections)
      .set({ issuer, clientId, secretExpiresAt, changedAt: at, ...(secret ? { clientSecret: secret } : {}) })
      .where(eq(connections.id, row.id));
    await askOwnersAnew(change, row.id);
    audit({
      ...entryOf(row),
      before: { issuer: row.issuer, clientId: row.clientId },
      after: { name: row.name, issuer, clientId, secretChanged: Boolean(secret) },
    });
  });
}

export async function setSamlSettings(actor: OrgActor, input: SamlSettingsInput): Promise<void> {
  await assertMayChange(actor);
  const certificates = [
    readAt("certificate", input.certificate),
    ...(input.nextCertificate ? [readAt("nextCertificate", input.nextCertificate)] : []),
  ];
  return storeSaml(actor, input.connectionId, {
    issuer: input.issuer,
    signInUrl: input.signInUrl,
    signOutUrl: input.signOutUrl || null,
    certificates: [...new Set(certificates)],
  });
}

/** From metadata as text, or from the address where the provider keeps it. */
export async function readSamlMetadata(
  actor: OrgActor,
  { connectionId, metadata }: SamlMetadataInput,
  field = "metadata",
): Promise<void> {
  await assertMayChange(actor);
  const xml = /^https?:\/\//i.test(metadata) ? await fetchMetadata(actor, metadata) : metadata;
  const { issuer, signInUrl, signOutUrl, certificates } = await atFieldLater(field, () => readIdpMetadata(xml));
  // Providers that change keys list both; older ones go first where there are more.
  const newest = certificates
    .map((text) => atField(field, () => readCertificate(text)))
    .sort((a, b) => b.expiresAt.getTime() - a.expiresAt.getTime())
    .map(({ pem }) => pem);
  await storeSaml(actor, connectionId, {
    issuer,
    signInUrl,
    signOutUrl,
    certificates: [...new Set(newest)].slice(0, 2),
  });
}

async function fetchMetadata(actor: OrgActor, address: string): Promise<string> {
  assertOutside(address, "metadata");
  await assertLimit("connection.org", String(actor.org.id));
  const answer = await fetchOutside(address, { headers: { Accept: "application/samlmetadata+xml, application/xml" } });
  if (!answer.ok) {
    const message = `That address answered with ${answer.status}. Redirects are not followed: enter where the document itself stands.`;
    throw new RuleBroken("provider_unreachable", message, { field: "metadata" });
  }
  return answer.text();
}

type Saml = { issuer: string; signInUrl: string; signOutUrl: string | null; certificates: string[] };

function storeSaml(actor: OrgActor, connectionId: string, settings: Saml): Promise<void> {
  return changeConnection(actor, connectionId, async (change, row) => {
    const { tx, audit, now: at } = change;
    if (row.protocol !== "saml") throw new NotFound("connection");
    await askOwnersAnew(change, row.id);
    await tx
      .update(connections)
      .set({ ...settings, changedAt: at })
      .where(eq(connections.id, row.id));
    const fingerprints = (pems: string[]) => pems.map((pem) => readCertificate(pem).fingerprint);
    audit({
      ...entryOf(row),
      before: { issuer: row.issuer, signInUrl: row.signInUrl, certificates: fingerprints(row.certificates) },
      after: {
        name: row.name,
        issuer: settings.issuer,
        signInUrl: settings.signInUrl,
        certificates: fingerprints(settings.certificates),
      },
    });
  });
}

/**
 * R4: whoever decides whom the provider's word comes from could speak for anybody in the org. An admin who changes it
 * does not come in as an owner by that: owners agree to their link by mail once more.
 */
async function askOwnersAnew({ tx, actor }: Change<OrgActor>, connectionId: string): Promise<void> {
  if (actor.role === "owner") return;
  const owners = tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.orgId, actor.org.id), eq(members.role, "owner")));
  await tx
    .update(ssoIdentities)
    .set({ confirmedAt: null })
    .where(and(eq(ssoIdentities.connectionId, connectionId), inArray(ssoIdentities.userId, owners)));
}

/** Signed requests make a key of ours for this connection; switching them off throws it away. */
export async function setSamlOptions(actor: OrgActor, input: SamlOptionsInput): Promise<void> {
  const { connectionId, signsRequests, idpInitiated } = input;
  const key = signsRequests ? await newSigningKey(`Atrium ${connectionId}`) : null;
  return changeConnection(actor, connectionId, async ({ tx, audit, now: at }, row) => {
    if (row.protocol !== "saml") throw new NotFound("connection");
    const signing =
      key === null
        ? { signingKey: null, signingCertificate: null }
        : row.signingKey
          ? {}
          : {
              signingKey: encrypt(key.privateKey, placeOfSecret("connections.signing_key", row.id)),
              signingCertificate: key.certificate,
            };
    await tx
      .update(connections)
      .set({ ...signing, idpInitiated, changedAt: at })
      .where(eq(connections.id, row.id));
    const before = { signsRequests: row.signingKey !== null, idpInitiated: row.idpInitiated };
    audit({ ...entryOf(row), before, after: { name: row.name, signsRequests, idpInitiated } });
  });
}

export function setMapping(actor: OrgActor, { connectionId, ...names }: MappingInput): Promise<void> {
  const mapping = {
    email: names.email || null,
    givenName: names.givenName || null,
    familyName: names.familyName || null,
    name: names.name || null,
    groups: names.groups || null,
  };
  return changeConnection(actor, connectionId, async ({ tx, audit, now: at }, row) => {
    await tx.update(connections).set({ mapping, changedAt: at }).where(eq(connections.id, row.id));
    audit({ ...entryOf(row), before: { mapping: row.mapping }, after: { name: row.name, mapping } });
  });
}

/** S4: whether people of its domains become members at their first sign-in, or need an invitation before. */
export function setJoining(actor: OrgActor, { connectionId, createsMembers }: JoiningInput): Promise<void> {
  return changeConnection(actor, connectionId, async ({ tx, audit }, row) => {
    await tx.update(connections).set({ createsMembers }).where(eq(connections.id, row.id));
    audit({
      ...entryOf(row),
      before: { createsMembers: row.createsMembers },
      after: { name: row.name, createsMembers },
    });
  });
}

/** Which of the org's verified domains sign in through it. One of another connection moves here. */
export function setConnectionDomains(actor: OrgActor, input: ConnectionDomainsInput): Promise<void> {
  return changeConnection(actor, input.connectionId, async ({ tx, audit }, row) => {
    const chosen = await tx
      .select({ id: domains.id, domain: domains.domain })
      .from(domains)
      .where(
        and(eq(domains.orgId, row.orgId), inArray(domains.id, ["", ...input.domainIds]), isNotNull(domains.verifiedAt)),
      );
    if (chosen.length !== new Set(input.domainIds).size) throw new NotFound("domain");
    if (row.stage !== "draft" && chosen.length === 0) {
      const message = "People sign in through this connection. Make it a draft first, or leave one domain.";
      throw new RuleBroken("connection_incomplete", message, { field: "domainIds" });
    }
    const before = await tx
      .select({ domain: domains.domain })
      .from(domains)
      .where(eq(domains.connectionId, row.id))
      .orderBy(domains.domain);
    await tx.update(domains).set({ connectionId: null }).where(eq(domains.connectionId, row.id));
    const ids = chosen.map(({ id }) => id);
    if (ids.length > 0) await tx.update(domains).set({ connectionId: row.id }).where(inArray(domains.id, ids));
    audit({
      ...entryOf(row),
      action: "connection.domains_changed",
      before: { domains: before.map(({ domain }) => domain) },
      after: { name: row.name, domains: chosen.map(({ domain }) => domain).sort() },
    });
  });
}

/** S4: people of a group of the provider are in a team of ours. R4: nobody gives so what they may not give by hand. */
export function addGroup(actor: OrgActor, { connectionId, group, teamId }: GroupInput): Promise<void> {
  return changeConnection(actor, connectionId, async ({ tx, actor: fresh, audit }, row) => {
    const [team] = await tx
      .select({ id: teams.id, name: teams.name })
      .from(teams)
      .where(and(eq(teams.id, teamId), eq(teams.orgId, row.orgId)));
    if (!team) throw new NotFound("team");
    await assertTeamsGivable(tx, fresh, [teamId], "teamId");
    await tx.insert(connectionTeams).values({ connectionId: row.id, group, teamId }).onConflictDoNothing();
    audit({
      ...entryOf(row),
      action: "connection.groups_changed",
      after: { name: row.name, group, team: teamId },
    });
  });
}

export function removeGroup(actor: OrgActor, { connectionId, group, teamId }: GroupInput): Promise<void> {
  return changeConnection(actor, connectionId, async ({ tx, audit }, row) => {
    await tx
      .delete(connectionTeams)
      .where(
        and(
          eq(connectionTeams.connectionId, row.id),
          eq(connectionTeams.group, group),
          eq(connectionTeams.teamId, teamId),
        ),
      );
    audit({
      ...entryOf(row),
      action: "connection.groups_changed",
      before: { group, team: teamId },
      after: { name: row.name },
    });
  });
}

/** Puts a refusal of what was pasted at its field. */
function atField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isRuleBroken(error)) throw new RuleBroken(error.code, error.message, { field });
    throw error;
  }
}

async function atFieldLater<T>(field: string, read: () => Promise<T>): Promise<T> {
  const outcome = await read().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  return atField(field, outcome);
}

function readAt(field: string, text: string): string {
  return atField(field, () => readCertificate(text)).pem;
}
