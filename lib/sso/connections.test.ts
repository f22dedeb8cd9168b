import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { countConnectionPeople, listConnectionPeople } from "@/db/queries/connection-people";
import { getConnection, listConnectableDomains, listConnections } from "@/db/queries/connections";
import { connections, connectionTeams, domains, orgs, ssoAttempts, ssoIdentities, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { applyDowngrade } from "@/lib/billing/changes";
import { setClock } from "@/lib/clock";
import { decrypt } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { placeOfSecret } from "@/lib/secret-places";
import { makeCertificate } from "@/lib/testing/certificates";
import { makeConnection } from "@/lib/testing/connections";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  unconfirmed,
  waitingJobs,
} from "@/lib/testing/factories";
import { type OidcServer, startOidc } from "@/lib/testing/oidc-server";
import { refusal } from "@/lib/testing/refusal";
import { type SamlIdp, startSamlIdp } from "@/lib/testing/saml-idp";
import { race } from "@/lib/testing/two-connections";
import {
  addGroup,
  readSamlMetadata,
  removeGroup,
  setConnectionDomains,
  setJoining,
  setMapping,
  setOidcSettings,
  setSamlOptions,
  setSamlSettings,
} from "./connection-settings";
import { createConnection, removeConnection, renameConnection } from "./connections";
import { removeDomain } from "./domains";
import { announceExpiry, expiryMark } from "./expiry";
import { changeStage } from "./ladder";

/** Connections as admins set them up (S1), and the ladder they climb (S3). */
let provider: OidcServer;
let idp: SamlIdp;
beforeAll(async () => {
  [provider, idp] = await Promise.all([startOidc(), startSamlIdp()]);
});
afterAll(() => Promise.all([provider.stop(), idp.stop()]));

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

let count = 0;
async function makePlace(stage: "draft" | "optional" | "required" = "draft") {
  count += 1;
  const domain = `place${count}.test`;
  const owner = await makeOrg({ owner: await makeUser({ email: `owner@${domain}` }), plan: "enterprise" });
  const connectionId = await makeConnection(owner, { stage, domain });
  const row = { clientId: "client", clientSecret: "x", changedAt: new Date(Date.now() - 3600_000) };
  await db().update(connections).set(row).where(eq(connections.id, connectionId));
  return { owner, domain, connectionId };
}

/** A test that succeeded so many minutes ago. */
async function tested(connectionId: string, { user }: OrgActor, minutes: number): Promise<void> {
  const at = new Date(Date.now() - minutes * 60_000);
  await db()
    .insert(ssoAttempts)
    .values({
      id: newId("ssoAttempt"),
      connectionId,
      purpose: "test",
      stateHash: newSecret(),
      userId: user.id,
      returnTo: "/",
      createdAt: at,
      expiresAt: at,
      answeredAt: at,
      usedAt: at,
      outcome: "answered",
    });
}

const rowOf = async (id: string) => (await db().select().from(connections).where(eq(connections.id, id)))[0];
const enrol = ({ user }: OrgActor) =>
  db().update(users).set({ twoFactorEnrolledAt: new Date(), passwordHash: "x" }).where(eq(users.id, user.id));

describe("[S1] setting a connection up", () => {
  test("begins as a draft, is renamed and removed, each in the log", async () => {
    const owner = await makeOrg();
    const { connectionId } = await createConnection(owner, { name: "Okta", provider: "okta", protocol: "saml" });
    expect(await rowOf(connectionId)).toMatchObject({ stage: "draft", protocol: "saml", orgId: owner.org.id });
    await renameConnection(owner, { connectionId, name: "Acme Okta" });
    expect((await getConnection(owner, connectionId))?.name).toBe("Acme Okta");
    await removeConnection(owner, { connectionId });
    expect(await listConnections(owner)).toEqual([]);
    expect((await auditedIn(owner.org.id)).filter((action) => action.startsWith("connection."))).toEqual([
      "connection.created",
      "connection.changed",
      "connection.removed",
    ]);
  });

  test("[A6] [R5] [R7] needs the permission, a confirmation and the plan, and is nobody else's", async () => {
    const { owner, connectionId } = await makePlace();
    const member = await addMember(owner, "member");
    const other = await makeOrg();
    const given = { name: "Okta", provider: "okta", protocol: "saml" } as const;
    expect(await refusal(createConnection(member, given))).toBe("Forbidden");
    expect(await refusal(createConnection(unconfirmed(owner), given))).toBe("ConfirmationNeeded");
    for (const run of [
      () => renameConnection(other, { connectionId, name: "x" }),
      () => removeConnection(other, { connectionId }),
      () => changeStage(other, { connectionId, stage: "required" }),
      () => setMapping(other, { connectionId, email: "", givenName: "", familyName: "", name: "", groups: "" }),
      () => setConnectionDomains(other, { connectionId, domainIds: [] }),
    ]) {
      expect(await refusal(run())).toBe("NotFound");
    }
    expect(await getConnection(other, connectionId)).toBeNull();
    const free = await makeOrg({ plan: "free" });
    expect(await refusal(createConnection(free, given))).toBe("plan_needed");
  });

  test("OpenID Connect: the provider is asked first, and the secret is kept encrypted", async () => {
    const owner = await makeOrg();
    const { connectionId } = await createConnection(owner, { name: "Login", provider: "other", protocol: "oidc" });
    const given = { connectionId, clientId: "client", clientSecret: "very secret", secretExpiresOn: "2027-03-01" };
    const wrong = { ...given, issuer: `${provider.issuer}/none` };
    expect(await refusal(setOidcSettings(owner, wrong))).toBe("provider_unreachable");
    for (const issuer of ["http://10.0.0.1", "ftp://idp.test", "https://user:pass@idp.test"]) {
      expect(await refusal(setOidcSettings(owner, { ...given, issuer }))).toBe("address_refused");
    }
    expect(await refusal(setOidcSettings(owner, { ...given, issuer: provider.issuer, clientSecret: "" }))).toBe(
      "invalid",
    );
    await setOidcSettings(owner, { ...given, issuer: provider.issuer });
    const row = await rowOf(connectionId);
    expect(row?.clientSecret).not.toContain("very secret");
    const place = placeOfSecret("connections.client_secret", connectionId);
    expect(decrypt(row?.clientSecret ?? "", place)).toBe("very secret");
    expect(row?.secretExpiresAt).toEqual(new Date("2027-03-01T00:00:00Z"));
    // Nothing that is read for a page, or written into the log, has it.
    expect(JSON.stringify(await getConnection(owner, connectionId))).not.toMatch(/very secret|v1\./);
    const log = await db().execute(sql`select * from audit_entries where org_id = ${owner.org.id}`);
    expect(JSON.stringify(log)).not.toContain("very secret");
    await setOidcSettings(owner, { ...given, issuer: provider.issuer, clientSecret: "" });
    expect((await rowOf(connectionId))?.clientSecret).toBe(row?.clientSecret);
  });

  test("SAML: from metadata by text or address, or typed, with two certificates while one replaces the other", async () => {
    const owner = await makeOrg();
    const { connectionId } = await createConnection(owner, { name: "Login", provider: "other", protocol: "saml" });
    await readSamlMetadata(owner, { connectionId, metadata: idp.metadataUrl });
    expect(await rowOf(connectionId)).toMatchObject({ issuer: idp.issuer, signInUrl: idp.signInUrl });
    await readSamlMetadata(owner, { connectionId, metadata: idp.metadata });
    const typed = {
      connectionId,
      issuer: "https://idp.test",
      signInUrl: "https://idp.test/in",
      signOutUrl: "",
      certificate: makeCertificate({ name: "one" }).certificate,
      nextCertificate: makeCertificate({ name: "two" }).certificate,
    };
    await setSamlSettings(owner, typed);
    expect((await rowOf(connectionId))?.certificates).toHaveLength(2);
    expect(await refusal(setSamlSettings(owner, { ...typed, nextCertificate: "no certificate" }))).toBe(
      "certificate_unreadable",
    );
    expect(await refusal(readSamlMetadata(owner, { connectionId, metadata: "<xml/>" }))).toBe("metadata_unreadable");
    // SSRF: nothing inside of the network is asked, whatever the name says.
    for (const metadata of ["https://169.254.169.254/latest", "https://[::1]/m", "http://idp.test/metadata"]) {
      expect(await refusal(readSamlMetadata(owner, { connectionId, metadata })), metadata).toBe("address_refused");
    }
  });

  test("SAML: a key of ours while requests are signed, encrypted, and gone afterwards", async () => {
    const owner = await makeOrg();
    const { connectionId } = await createConnection(owner, { name: "Login", provider: "other", protocol: "saml" });
    await setSamlOptions(owner, { connectionId, signsRequests: true, idpInitiated: true });
    const row = await rowOf(connectionId);
    expect(row).toMatchObject({ idpInitiated: true });
    expect(row?.signingKey).not.toContain("PRIVATE KEY");
    await setSamlOptions(owner, { connectionId, signsRequests: true, idpInitiated: false });
    expect((await rowOf(connectionId))?.signingKey).toBe(row?.signingKey);
    await setSamlOptions(owner, { connectionId, signsRequests: false, idpInitiated: false });
    expect(await rowOf(connectionId)).toMatchObject({ signingKey: null, signingCertificate: null });
  });

  test("[S2] domains: only verified ones of this org, each pointing to one connection", async () => {
    const { owner, connectionId, domain } = await makePlace();
    const second = await makeConnection(owner);
    const [own] = await listConnectableDomains(owner);
    const foreign = await makePlace();
    const [theirs] = await listConnectableDomains(foreign.owner);
    const unverified = newId("domain");
    await db()
      .insert(domains)
      .values({ id: unverified, orgId: owner.org.id, domain: `un.${domain}`, token: "t", claimedAt: new Date() });
    for (const id of [theirs?.id ?? "", unverified]) {
      expect(await refusal(setConnectionDomains(owner, { connectionId, domainIds: [id] }))).toBe("NotFound");
    }
    await setConnectionDomains(owner, { connectionId: second, domainIds: [own?.id ?? ""] });
    expect((await listConnectableDomains(owner)).map((row) => row.connectionId)).toEqual([second]);
    expect((await getConnection(owner, connectionId))?.domains).toEqual([]);
    await db().update(connections).set({ stage: "optional" }).where(eq(connections.id, second));
    expect(await refusal(setConnectionDomains(owner, { connectionId: second, domainIds: [] }))).toBe(
      "connection_incomplete",
    );
  });

  test("[R4] groups give through a team no more than whoever maps them may give by hand", async () => {
    const { owner, connectionId } = await makePlace();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const [low, high] = [
      await makeTeam(owner, { role: "analyst", projects: [project] }),
      await makeTeam(owner, { role: "owner", projects: [project] }),
    ];
    await giveGrant(admin, project, "admin");
    expect(await refusal(addGroup(admin, { connectionId, group: "Data", teamId: high }))).toBe("role_above_own");
    await addGroup(admin, { connectionId, group: "Data", teamId: low });
    await addGroup(admin, { connectionId, group: "Data", teamId: low });
    const other = await makePlace();
    expect(await refusal(addGroup(other.owner, { connectionId: other.connectionId, group: "x", teamId: low }))).toBe(
      "NotFound",
    );
    expect(await db().select().from(connectionTeams)).toHaveLength(1);
    await removeGroup(owner, { connectionId, group: "Data", teamId: low });
    expect(await db().select().from(connectionTeams)).toHaveLength(0);
  });

  test("owners hear of every change to one that signs people in, and of none to a draft", async () => {
    const { owner, connectionId } = await makePlace();
    await setJoining(owner, { connectionId, createsMembers: false });
    expect(await waitingJobs("send_connection_mail", connectionId)).toHaveLength(0);
    await db().update(connections).set({ stage: "optional" }).where(eq(connections.id, connectionId));
    await setJoining(owner, { connectionId, createsMembers: true });
    const [job] = await waitingJobs("send_connection_mail", connectionId);
    expect(job).toMatchObject({ what: "changed", orgId: owner.org.id });
    await handlers.send_connection_mail(job as never, { id: "1" });
    const mails = await db().execute(sql`select subject from outbox_messages where recipient = ${owner.user.email}`);
    expect(mails).toEqual([{ subject: "The connection Our directory was changed" }]);
  });
});

describe("[S3] the ladder", () => {
  test("goes nowhere before everything is there and a test succeeded since the last change", async () => {
    const { owner, connectionId } = await makePlace();
    const optional = { connectionId, stage: "optional" } as const;
    expect(await refusal(changeStage(owner, optional))).toBe("test_needed");
    await tested(connectionId, owner, 90);
    expect(await refusal(changeStage(owner, optional))).toBe("test_needed");
    await tested(connectionId, owner, 50);
    await db().update(connections).set({ clientSecret: null }).where(eq(connections.id, connectionId));
    expect(await refusal(changeStage(owner, optional))).toBe("connection_incomplete");
    await db().update(connections).set({ clientSecret: "x" }).where(eq(connections.id, connectionId));
    await db().update(domains).set({ connectionId: null }).where(eq(domains.connectionId, connectionId));
    expect(await refusal(changeStage(owner, optional))).toBe("connection_incomplete");
    await db().update(domains).set({ connectionId }).where(eq(domains.orgId, owner.org.id));
    await changeStage(owner, optional);
    expect(await rowOf(connectionId)).toMatchObject({ stage: "optional" });
  });

  test("is required by whoever tested it themselves in the last 15 minutes, where somebody keeps a way back", async () => {
    const { owner, connectionId } = await makePlace("optional");
    const required = { connectionId, stage: "required" } as const;
    const admin = await addMember(owner, "admin");
    await tested(connectionId, admin, 1);
    expect(await refusal(changeStage(owner, required))).toBe("test_needed");
    await tested(connectionId, owner, 16);
    expect(await refusal(changeStage(owner, required))).toBe("test_needed");
    await tested(connectionId, owner, 14);
    await db().update(users).set({ twoFactorEnrolledAt: null });
    expect(await refusal(changeStage(owner, required))).toBe("way_back_needed");
    await enrol(owner);
    await changeStage(owner, required);
    expect(await rowOf(connectionId)).toMatchObject({ stage: "required" });
    expect(await waitingJobs("send_connection_mail", connectionId)).toHaveLength(1);
    expect(await auditedIn(owner.org.id)).toContain("connection.stage_changed");
  });

  test("shows who would be locked out, who keeps a password, and who has no other way in", async () => {
    const { owner, connectionId, domain } = await makePlace("optional");
    await enrol(owner);
    const at = (name: string) => makeUser({ email: `${name}@${domain}`, name });
    const linked = await addMember(owner, "member", await at("linked"));
    const plain = await addMember(owner, "member", await at("plain"));
    const bare = await addMember(owner, "admin", await at("bare"));
    await addMember(owner, "member", await makeUser({ email: "outside@elsewhere.test" }));
    await db().update(users).set({ passwordHash: "x" }).where(eq(users.id, linked.user.id));
    await db().update(users).set({ passwordHash: "x" }).where(eq(users.id, plain.user.id));
    await db().update(users).set({ passwordHash: null }).where(eq(users.id, bare.user.id));
    await db()
      .insert(ssoIdentities)
      .values({
        id: newId("ssoIdentity"),
        connectionId,
        issuer: "i",
        subject: "s",
        userId: linked.user.id,
        createdAt: new Date(),
        confirmedAt: new Date(),
      });
    const names = async (kind: "unlinked" | "keeps" | "no_way_in") =>
      (await listConnectionPeople(owner, connectionId, kind, 1)).rows.map(({ name }) => name).sort();
    expect(await names("unlinked")).toEqual(["bare", "plain"]);
    expect(await names("keeps")).toEqual([owner.user.name]);
    expect(await names("no_way_in")).toEqual(["bare"]);
    expect(await countConnectionPeople(owner, connectionId)).toEqual({
      people: 4,
      unlinked: 2,
      keeps: 1,
      no_way_in: 1,
    });
    const other = await makeOrg();
    expect((await listConnectionPeople(other, connectionId, "keeps", 1)).total).toBe(0);
  });

  test("turned off or removed, it mails a link to whoever has no other way in", async () => {
    for (const end of ["draft", "removed"] as const) {
      const { owner, connectionId, domain } = await makePlace("required");
      const bare = await addMember(owner, "member", await makeUser({ email: `bare@${domain}` }));
      await db().update(users).set({ passwordHash: null }).where(eq(users.id, bare.user.id));
      // Past the required connection there is the way back in.
      const back = { ...owner, session: { ...owner.session, methods: ["passkey"] } };
      if (end === "draft") await changeStage(back, { connectionId, stage: "draft" });
      else await removeConnection(back, { connectionId });
      const [job, more] = await waitingJobs("send_way_in", bare.user.id);
      expect(more).toBeUndefined();
      await handlers.send_way_in(job as never, { id: "1" });
      const [mail] = await db().execute<{ text: string }>(
        sql`select text from outbox_messages where recipient = ${bare.user.email}`,
      );
      expect(mail?.text).toMatch(/\/reset-password\/rst_/);
    }
  });

  test("two steps at the same moment: each is judged by what the other left", async () => {
    const { owner, connectionId } = await makePlace("optional");
    await enrol(owner);
    await tested(connectionId, owner, 1);
    const back = { ...owner, session: { ...owner.session, methods: ["passkey"] } };
    const outcomes = await race([
      () => changeStage(back, { connectionId, stage: "required" }),
      () => removeConnection(back, { connectionId }),
    ]);
    expect(await rowOf(connectionId)).toBeUndefined();
    expect(outcomes[1]?.status).toBe("fulfilled");
  });
});

describe("[R4] an admin who changes the provider", () => {
  test("does not come in as an owner by it: owners agree by mail once more; nobody else has to", async () => {
    const { owner, connectionId, domain } = await makePlace("optional");
    await db().update(connections).set({ protocol: "saml" }).where(eq(connections.id, connectionId));
    const admin = await addMember(owner, "admin", await makeUser({ email: `admin@${domain}` }));
    const known = { connectionId, issuer: "https://idp.test", createdAt: new Date(), confirmedAt: new Date() };
    for (const { user } of [owner, admin]) {
      await db()
        .insert(ssoIdentities)
        .values({ ...known, id: newId("ssoIdentity"), subject: user.id, userId: user.id });
    }
    const confirmed = async () =>
      (await db().select().from(ssoIdentities).where(eq(ssoIdentities.connectionId, connectionId)))
        .filter(({ confirmedAt }) => confirmedAt)
        .map(({ userId }) => userId);
    await readSamlMetadata(owner, { connectionId, metadata: idp.metadata });
    expect((await confirmed()).sort()).toEqual([owner.user.id, admin.user.id].sort());
    await readSamlMetadata(admin, { connectionId, metadata: idp.metadata });
    expect(await confirmed()).toEqual([admin.user.id]);
  });
});

describe("[S2] a domain that goes", () => {
  test("mails its people who only came in through its connection a link, and nobody of another domain", async () => {
    const { owner, connectionId, domain } = await makePlace("optional");
    const second = `second.${domain}`;
    await db()
      .insert(domains)
      .values({
        id: newId("domain"),
        orgId: owner.org.id,
        domain: second,
        token: "t",
        claimedAt: new Date(),
        verifiedAt: new Date(),
        connectionId,
      });
    const [here, there] = [
      await addMember(owner, "member", await makeUser({ email: `bare@${domain}` })),
      await addMember(owner, "member", await makeUser({ email: `bare@${second}` })),
    ];
    await db().execute(sql`update users set password_hash = null where id in (${here.user.id}, ${there.user.id})`);
    const [row] = await db().select().from(domains).where(eq(domains.domain, domain));
    await removeDomain(owner, { domainId: row?.id ?? "" });
    expect(await waitingJobs("send_way_in", here.user.id)).toHaveLength(1);
    expect(await waitingJobs("send_way_in", there.user.id)).toHaveLength(0);
  });
});

describe("[R7] when the plan ends", () => {
  test("required becomes optional, owners hear of it, and people without a password get a link", async () => {
    const { owner, connectionId, domain } = await makePlace("required");
    const bare = await addMember(owner, "member", await makeUser({ email: `bare@${domain}` }));
    await db().update(users).set({ passwordHash: null }).where(eq(users.id, bare.user.id));
    await db().execute(sql`
      insert into planned_downgrades (org_id, plan, at, planned_at, planned_by)
      values (${owner.org.id}, 'growth', now() - interval '1 hour', now() - interval '1 day', ${owner.user.id})`);
    await applyDowngrade(owner.org.id);
    expect(await rowOf(connectionId)).toMatchObject({ stage: "optional" });
    expect(await waitingJobs("send_way_in", bare.user.id)).toHaveLength(1);
    expect(await waitingJobs("send_connection_mail", "plan_ended")).toHaveLength(1);
    const [org] = await db().select().from(orgs).where(eq(orgs.id, owner.org.id));
    expect(org?.plan).toBe("growth");
  });
});

describe("[S1] what runs out", () => {
  test("is announced at 30, 14 and 3 days, once each, in the log and by mail", async () => {
    const { owner, connectionId } = await makePlace("optional");
    const day = 24 * 3600_000;
    const end = Date.now() + 40 * day;
    await db()
      .update(connections)
      .set({ secretExpiresAt: new Date(end) })
      .where(eq(connections.id, connectionId));
    const told = async (daysBefore: number) => {
      resetClock?.();
      resetClock = setClock(() => new Date(end - daysBefore * day));
      await announceExpiry(connectionId);
      return (await waitingJobs("send_sso_expiry", connectionId)).map((job) => job.days);
    };
    expect(await told(31)).toEqual([]);
    expect(await told(30)).toEqual([30]);
    expect(await told(20)).toEqual([30]);
    expect(await told(13)).toEqual([30, 14]);
    expect(await told(2)).toEqual([30, 14, 3]);
    expect(await told(1)).toEqual([30, 14, 3]);
    expect(await told(-1)).toEqual([30, 14, 3]);
    expect((await auditedIn(owner.org.id)).filter((action) => action === "connection.expiry_told")).toHaveLength(3);
    const [job] = await waitingJobs("send_sso_expiry", connectionId);
    await handlers.send_sso_expiry(job as never, { id: "1" });
    const [mail] = await db().execute<{ subject: string }>(
      sql`select subject from outbox_messages where recipient = ${owner.user.email}`,
    );
    expect(mail?.subject).toBe("The client secret of Our directory runs out in 30 days");
    expect(expiryMark(new Date(0), new Date())).toBeNull();
  });
});
