import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { connections, domains, orgs, ssoAttempts } from "@/db/schema";
import { nowhere } from "@/lib/authz/actor";
import { encrypt, sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { placeOfSecret } from "@/lib/secret-places";
import { ownValues } from "@/lib/sso/own-values";
import { makeConnection } from "@/lib/testing/connections";
import { makeOrg } from "@/lib/testing/factories";
import { type OidcServer, startOidc } from "@/lib/testing/oidc-server";
import { assertionXml, encoded, responseXml, samlKey, signElement, type Written } from "@/lib/testing/saml-signer";
import { takeOidcCallback, takeSamlResponse } from "./sso-answers";
import { beginAttempt, requestIdOf, type UsableConnection, usableConnection } from "./sso-attempts";
import { adoptAttempt, attemptShown } from "./sso-finish";

/** Answers of providers as they arrive: which attempt they belong to, and which they cannot (S1, S2). */
const key = samlKey();
let count = 0;

async function makePlace(protocol: "saml" | "oidc", given: Partial<typeof connections.$inferInsert> = {}) {
  count += 1;
  const domain = `answers${count}.test`;
  const owner = await makeOrg();
  const id = await makeConnection(owner, { domain, protocol });
  const clientSecret = encrypt("a secret", placeOfSecret("connections.client_secret", id));
  await db()
    .update(connections)
    .set({
      clientSecret,
      issuer: "https://idp.test",
      signInUrl: "https://idp.test/in",
      certificates: [key.certificate],
      clientId: "client",
      ...given,
    })
    .where(eq(connections.id, id));
  const connection = await usableConnection(id);
  if (!connection) throw new Error("no connection");
  return { owner, domain, connection };
}

const browser = sha256(newSecret());
const begin = (connection: UsableConnection, returnTo = "/") =>
  beginAttempt(connection, { purpose: "sign_in", returnTo, browserHash: browser, loginHint: null, origin: nowhere });
const attemptOf = async (id: string) => (await db().select().from(ssoAttempts).where(eq(ssoAttempts.id, id)))[0];
const failedOf = async (id: string) => (await attemptOf(id))?.failed ?? null;

/** What the provider posts back to an attempt; `given` is otherwise than it should be. */
function responseTo(
  connection: UsableConnection,
  id: string | null,
  email: string,
  given: Partial<Written> = {},
): string {
  const { acsUrl, entityId } = ownValues(connection.id);
  const all: Written = {
    requestId: id && requestIdOf(id),
    at: new Date(),
    issuer: "https://idp.test",
    acsUrl,
    audience: entityId,
    assertionId: `_${newSecret(9).replace(/[^\w]/g, "")}`,
    attributes: { email: [email] },
    ...given,
  };
  return encoded(signElement(responseXml(all, assertionXml(all)), { key, id: all.assertionId }));
}

const stateIn = (url: string | null) => new URL(url ?? "").searchParams.get("RelayState") ?? "";

describe("[S1] [S2] SAML responses", () => {
  test("of an attempt that waits are taken once", async () => {
    const { connection, domain } = await makePlace("saml");
    const { id, url } = await begin(connection, "/org/1");
    const post = { SAMLResponse: responseTo(connection, id, `ada@${domain}`), RelayState: stateIn(url) };
    expect(await takeSamlResponse(connection, post, nowhere)).toEqual({ id, key: null });
    expect(await attemptOf(id)).toMatchObject({
      outcome: "answered",
      email: `ada@${domain}`,
      failed: null,
      returnTo: "/org/1",
    });
    // The same again finds nothing that waits, and is written down.
    const again = await takeSamlResponse(connection, post, nowhere);
    expect(again.id).not.toBe(id);
    expect(await failedOf(again.id)).toBe("state");
  });

  test("an assertion that was used is a replay, in another attempt, too", async () => {
    const { connection, domain } = await makePlace("saml");
    const [one, two] = [await begin(connection), await begin(connection)];
    const given = { assertionId: "_used" };
    const first = responseTo(connection, one.id, `ada@${domain}`, given);
    await takeSamlResponse(connection, { SAMLResponse: first, RelayState: stateIn(one.url) }, nowhere);
    const second = responseTo(connection, two.id, `ada@${domain}`, given);
    await takeSamlResponse(connection, { SAMLResponse: second, RelayState: stateIn(two.url) }, nowhere);
    expect([await failedOf(one.id), await failedOf(two.id)]).toEqual([null, "replay"]);
  });

  test("for people of another domain, another org's domain, or one not verified any more, are refused", async () => {
    const { connection, domain } = await makePlace("saml");
    const other = await makePlace("saml");
    const answerFor = async (email: string) => {
      const { id, url } = await begin(connection);
      await takeSamlResponse(
        connection,
        { SAMLResponse: responseTo(connection, id, email), RelayState: stateIn(url) },
        nowhere,
      );
      return failedOf(id);
    };
    expect(await answerFor("eve@elsewhere.test")).toBe("domain");
    expect(await answerFor(`owner@${other.domain}`)).toBe("domain");
    expect(await answerFor(`ada@sub.${domain}`)).toBe("domain");
    expect(await answerFor("no address")).toBe("email");
    expect(await answerFor(`ada@${domain}`)).toBeNull();
    await db().update(domains).set({ verifiedAt: null }).where(eq(domains.domain, domain));
    expect(await answerFor(`ada@${domain}`)).toBe("domain");
  });

  test("made for another org's connection, or sent to it, are refused", async () => {
    const [one, other] = [await makePlace("saml"), await makePlace("saml")];
    const { id, url } = await begin(one.connection);
    const forOther = responseTo(other.connection, id, `ada@${one.domain}`);
    await takeSamlResponse(one.connection, { SAMLResponse: forOther, RelayState: stateIn(url) }, nowhere);
    expect(await failedOf(id)).toBe("destination");
    const second = await begin(one.connection);
    const good = responseTo(one.connection, second.id, `ada@${one.domain}`);
    const stray = await takeSamlResponse(
      other.connection,
      { SAMLResponse: good, RelayState: stateIn(second.url) },
      nowhere,
    );
    expect(await failedOf(stray.id)).toBe("state");
    expect((await attemptOf(second.id))?.answeredAt).toBeNull();
  });

  test("that nobody asked for are refused, until the connection lets its provider begin; then a page asks first", async () => {
    const place = await makePlace("saml");
    const post = (relay: string) => ({
      SAMLResponse: responseTo(place.connection, null, `ada@${place.domain}`),
      RelayState: relay,
    });
    expect(await failedOf((await takeSamlResponse(place.connection, post("/"), nowhere)).id)).toBe("state");
    const open = { ...place.connection, idpInitiated: true };
    const { id, key: secret } = await takeSamlResponse(open, post("https://evil.test/x"), nowhere);
    expect(await attemptOf(id)).toMatchObject({ outcome: "answered", browserHash: null, returnTo: "/" });
    expect(secret).not.toBeNull();
    expect(await attemptShown(id, { browserHash: browser })).toBeNull();
    expect(await attemptShown(id, { key: "guessed" })).toBeNull();
    expect(await adoptAttempt(id, "guessed", browser)).toBe(false);
    expect(await attemptShown(id, { key: secret ?? "" })).toMatchObject({ email: `ada@${place.domain}` });
    expect(await adoptAttempt(id, secret ?? "", browser)).toBe(true);
    expect(await adoptAttempt(id, secret ?? "", sha256("another"))).toBe(false);
  });

  test("run out after ten minutes", async () => {
    const { connection, domain } = await makePlace("saml");
    const { id, url } = await begin(connection);
    await db()
      .update(ssoAttempts)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(ssoAttempts.id, id));
    const post = { SAMLResponse: responseTo(connection, id, `ada@${domain}`), RelayState: stateIn(url) };
    expect(await failedOf((await takeSamlResponse(connection, post, nowhere)).id)).toBe("state");
  });
});

describe("[S1] callbacks of OpenID Connect", () => {
  const withProvider = async (run: (provider: OidcServer) => Promise<void>) => {
    const provider = await startOidc();
    try {
      await run(provider);
    } finally {
      await provider.stop();
    }
  };

  test("belong to the browser that began, and a state works once", () =>
    withProvider(async (provider) => {
      const { connection, domain } = await makePlace("oidc", { issuer: provider.issuer });
      const { id, url } = await begin(connection);
      const search = provider.authorize(url ?? "", { email: `ada@${domain}` });
      const callback = new URL(`${ownValues(connection.id).redirectUri}?${search}`);
      const elsewhere = await takeOidcCallback(connection, callback, sha256("another"), nowhere);
      expect(await failedOf(elsewhere)).toBe("browser");
      expect((await attemptOf(id))?.answeredAt).toBeNull();
      expect(await takeOidcCallback(connection, callback, browser, nowhere)).toBe(id);
      expect(await attemptOf(id)).toMatchObject({ outcome: "answered", email: `ada@${domain}` });
      expect(await failedOf(await takeOidcCallback(connection, callback, browser, nowhere))).toBe("state");
      // The state of one connection is none of another's.
      const other = await makePlace("oidc", { issuer: provider.issuer });
      const second = await begin(connection);
      const mixed = new URL(`${ownValues(other.connection.id).redirectUri}?${provider.authorize(second.url ?? "")}`);
      expect(await failedOf(await takeOidcCallback(other.connection, mixed, browser, nowhere))).toBe("state");
    }));

  test("a provider that is gone leaves an attempt that says so", async () => {
    const { connection } = await makePlace("oidc", { issuer: "http://127.0.0.1:9" });
    const { id, url } = await begin(connection);
    expect(url).toBeNull();
    expect(await attemptOf(id)).toMatchObject({ outcome: "refused", failed: "provider" });
  });
});

describe("[R7] [S3] connections that sign nobody in", () => {
  test("a draft, one of a deleted org, and one whose plan ended", async () => {
    const { connection, owner } = await makePlace("saml");
    await db().update(connections).set({ stage: "draft" }).where(eq(connections.id, connection.id));
    expect(await usableConnection(connection.id)).toBeNull();
    expect(await usableConnection(connection.id, { drafts: true })).not.toBeNull();
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    expect(await usableConnection(connection.id, { drafts: true })).toBeNull();
    await db()
      .update(orgs)
      .set({ plan: "enterprise", deletedAt: new Date() })
      .where(and(eq(orgs.id, owner.org.id)));
    expect(await usableConnection(connection.id, { drafts: true })).toBeNull();
    expect(await usableConnection(newId("connection"))).toBeNull();
  });
});
