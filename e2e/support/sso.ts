import type postgres from "postgres";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { makeCertificate } from "@/lib/testing/certificates";
import { linkOf } from "./links";
import { addMember, makePerson, type Org, type Person } from "./people";
import type { Site } from "./test";

/** Single sign-on put straight into the database, with nothing that answers behind it. */

const mapping = { email: null, givenName: null, familyName: null, name: null, groups: null };

type Given = {
  stage?: "draft" | "optional" | "required";
  domain?: string;
  name?: string;
  protocol?: "saml" | "oidc";
  issuer?: string;
};

export async function makeConnection(sql: postgres.Sql, org: Org, given: Given = {}): Promise<string> {
  const { stage = "optional", domain, name = "Acme Okta", protocol = "saml", issuer = "https://idp.test" } = given;
  const id = newId("connection");
  const certificates = protocol === "saml" ? [makeCertificate({ name: "idp.test" }).certificate] : [];
  await sql`
    insert into connections (id, org_id, name, protocol, provider, stage, issuer, sign_in_url, certificates, client_id,
      client_secret, mapping, created_at, changed_at)
    values (${id}, ${org.id}, ${name}, ${protocol}, 'okta', ${stage}, ${issuer}, 'https://idp.test/sign-in', ${certificates},
      ${protocol === "oidc" ? "client" : null}, ${protocol === "oidc" ? "none" : null}, ${JSON.stringify(mapping)}::text::jsonb,
      now() - interval '2 days', now() - interval '1 day')`;
  if (domain) {
    await sql`
      insert into domains (id, org_id, domain, token, claimed_at, verified_at, connection_id)
      values (${newId("domain")}, ${org.id}, ${domain}, ${newSecret(24)}, now(), now(), ${id})`;
  }
  return id;
}

/** A test of the connection by that person, that succeeded so many minutes ago or was refused. */
export async function makeTest(
  sql: postgres.Sql,
  connectionId: string,
  person: Person,
  { minutes = 1, refused = false }: { minutes?: number; refused?: boolean } = {},
): Promise<string> {
  const id = newId("ssoAttempt");
  const checks = [
    { name: "signature", label: "Signature", expected: "a certificate of this connection", found: "one", ok: true },
    { name: "audience", label: "Audience", expected: "https://atrium.test", found: "https://other.test", ok: !refused },
  ];
  const answer = {
    issuer: "https://idp.test",
    subject: "00u1",
    subjectFormat: null,
    sessionIndex: null,
    attributes: { email: [person.email], groups: ["Staff", "Data"] },
    authenticatedAt: null,
    amr: [],
    decoded:
      '<samlp:Response>\n  <saml:Assertion ID="_1" IssueInstant="2026-11-27T12:00:00.000Z" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>\n</samlp:Response>',
  };
  const at = sql`now() - make_interval(mins => ${minutes})`;
  await sql`
    insert into sso_attempts (id, connection_id, purpose, state_hash, user_id, return_to, created_at, expires_at, answered_at,
      used_at, outcome, failed, checks, answer, email, ip)
    values (${id}, ${connectionId}, 'test', ${newSecret()}, ${person.id}, '/', ${at}, ${at}, ${at}, ${at},
      ${refused ? "refused" : "answered"}, ${refused ? "audience" : null}, ${JSON.stringify(checks)}::text::jsonb,
      ${JSON.stringify(answer)}::text::jsonb, ${person.email}, '203.0.113.9')`;
  return id;
}

/** The cookie of a session that only the org's identity provider showed. */
export async function makeSsoSession(
  sql: postgres.Sql,
  person: Person,
  org: Org,
  connectionId: string,
): Promise<string> {
  const [id, cookie] = [newId("session"), newSecret()];
  await sql`
    insert into sessions (id, token_hash, user_id, methods, created_at, last_seen_at, expires_at, confirmed_at)
    values (${id}, ${sha256(cookie)}, ${person.id}, ${["sso"]}, now(), now(), now() + interval '30 days', now())`;
  await sql`
    insert into session_proofs (session_id, connection_id, org_id, proved_at, amr, subject)
    values (${id}, ${connectionId}, ${org.id}, now(), ${[]}::text[], 'subject')`;
  return cookie;
}

/** For the pages of single sign-on: a required connection, a refused test, and somebody who came in through another. */
export async function makeSsoLife(sql: postgres.Sql, site: Site, org: Org, owner: Person, mark: string) {
  const connectionId = await makeConnection(sql, org, { stage: "required", domain: `sso.${mark}.example` });
  const optional = await makeConnection(sql, org, { domain: `may.${mark}.example`, name: "Acme Entra" });
  const person = await makePerson(sql, { name: "Sol Nyberg", email: `sol.${mark}@may.${mark}.example` });
  await addMember(sql, org, person, "member");
  const identityId = newId("ssoIdentity");
  await sql`
    insert into sso_identities (id, connection_id, issuer, subject, user_id, created_at, link_expires_at)
    values (${identityId}, ${optional}, 'https://idp.test', '00u2', ${person.id}, now(), now() + interval '1 day')`;
  const [tokenId, directoryRequestId] = [newId("directoryToken"), newId("directoryRequest")];
  await sql`
    insert into directory_tokens (id, org_id, name, token_hash, ending, created_at, created_by, last_used_at)
    values (${tokenId}, ${org.id}, 'Okta', ${newSecret()}, 'x9Qz', now() - interval '3 days', ${owner.id}, now())`;
  const body = '{\n  "schemas": [\n    "urn:ietf:params:scim:api:messages:2.0:PatchOp"\n  ]\n}';
  await sql`
    insert into directory_requests (id, org_id, token_id, at, method, path, status, detail, body, milliseconds)
    values (${directoryRequestId}, ${org.id}, ${tokenId}, now(), 'PATCH', '/Users/dus_1', 409, 'The last owner stays.', ${body}, 12)`;
  return {
    connectionId,
    directoryRequestId,
    attemptId: await makeTest(sql, connectionId, owner, { refused: true }),
    ssoSession: await makeSsoSession(sql, person, org, optional),
    ssoLink: linkOf(site, "sso-link", identityId),
    ssoEmail: `anybody@sso.${mark}.example`,
  };
}
