import { createSign } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { sessionProofs, sessions } from "@/db/schema";
import { createSession } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { auditedOf } from "@/lib/testing/account";
import { makeConnection } from "@/lib/testing/connections";
import { addMember, makeOrg, outsider, someOrigin } from "@/lib/testing/factories";
import { samlKey } from "@/lib/testing/saml-signer";
import { endAtProvider } from "./logout";
import { LogoutRefused, logoutResponseUrl, logoutUrl, readLogoutRequest } from "./saml-logout";
import type { SamlSettings } from "./saml-settings";

/** Single logout: what the provider asks, and what of ours it ends (S1). */
const key = samlKey();
const now = new Date("2026-11-27T12:00:00Z");
const settings: SamlSettings = {
  entityId: "https://atrium.test/api/sso/con_1/metadata",
  acsUrl: "https://atrium.test/api/sso/con_1/acs",
  logoutUrl: "https://atrium.test/api/sso/con_1/logout",
  signing: null,
  issuer: "https://idp.test",
  signInUrl: "https://idp.test/in",
  signOutUrl: "https://idp.test/out",
  certificates: [key.certificate],
};

type Given = { issuer?: string; destination?: string; at?: Date; end?: Date; nameId?: string; root?: string };

function query(given: Given = {}, { by = key, algorithm = "sha256" } = {}): string {
  const { issuer = settings.issuer, destination = settings.logoutUrl, at = now, nameId = "ada" } = given;
  const end = given.end ? ` NotOnOrAfter="${given.end.toISOString()}"` : "";
  const root = given.root ?? "LogoutRequest";
  const xml = `<samlp:${root} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out1" Version="2.0" IssueInstant="${at.toISOString()}" Destination="${destination}"${end}><saml:Issuer>${issuer}</saml:Issuer><saml:NameID>${nameId}</saml:NameID><samlp:SessionIndex>_session1</samlp:SessionIndex></samlp:${root}>`;
  const parts = [
    `SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.from(xml)).toString("base64"))}`,
    "RelayState=a%2Fb",
    `SigAlg=${encodeURIComponent(`http://www.w3.org/2001/04/xmldsig-more#rsa-${algorithm}`)}`,
  ];
  const signature = createSign(`RSA-${algorithm.toUpperCase()}`).update(parts.join("&")).sign(by.key, "base64");
  return `?${[...parts, `Signature=${encodeURIComponent(signature)}`].join("&")}`;
}

const refusedAt = (raw: string) =>
  readLogoutRequest(settings, raw, now).then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof LogoutRefused)) throw error;
      return error.check.name;
    },
  );

describe("[S1] a request of the provider", () => {
  test("that is signed is read", async () => {
    expect(await readLogoutRequest(settings, query(), now)).toEqual({
      requestId: "_out1",
      subject: "ada",
      sessionIndexes: ["_session1"],
      relayState: "a/b",
    });
  });

  test("without a signature, by another key, changed, or with a parameter twice, is refused", async () => {
    const good = query();
    expect(await refusedAt(good.replace(/&Signature=.*/, ""))).toBe("signature");
    expect(await refusedAt(query({}, { by: samlKey("other") }))).toBe("signature");
    expect(await refusedAt(good.replace("a%2Fb", "a%2Fc"))).toBe("signature");
    expect(await refusedAt(`${good}&SAMLRequest=${encodeURIComponent("x")}`)).toBe("signature");
    expect(await refusedAt(query({}, { algorithm: "sha1" }))).toBe("algorithm");
  });

  test.each<[string, Given]>([
    ["issuer", { issuer: "https://other.test" }],
    ["destination", { destination: "https://atrium.test/api/sso/con_2/logout" }],
    ["clock", { at: new Date(now.getTime() - 361_000) }],
    ["clock", { end: new Date(now.getTime() - 61_000) }],
    ["subject", { nameId: "" }],
    ["document", { root: "LogoutResponse" }],
  ])("with a wrong %s is refused", async (check, given) => {
    expect(await refusedAt(query(given))).toBe(check);
  });

  test("what leaves us names the person, or the request it answers", async () => {
    const out = new URL(await logoutUrl(settings, { subject: "ada", subjectFormat: null, sessionIndex: "_session1" }));
    expect(out.origin + out.pathname).toBe("https://idp.test/out");
    expect(out.searchParams.get("SAMLRequest")).toBeTruthy();
    const back = new URL(await logoutResponseUrl(settings, "_out1", "a/b"));
    expect(back.searchParams.get("RelayState")).toBe("a/b");
    expect(back.searchParams.get("SAMLResponse")).toBeTruthy();
  });
});

describe("[S1] [S2] what it ends", () => {
  async function session(
    { user }: UserActor,
    methods: string[],
    proof: { connectionId: string; orgId: number } | null,
    index: string,
  ) {
    await createSession(user.id, { methods }, someOrigin());
    const rows = await db().select().from(sessions);
    const made = rows.filter((row) => row.userId === user.id).sort((a, b) => +b.createdAt - +a.createdAt)[0];
    const id = made?.id ?? "";
    if (proof) {
      await db()
        .insert(sessionProofs)
        .values({ sessionId: id, ...proof, provedAt: new Date(), amr: [], subject: "ada", sessionIndex: index });
    }
    return id;
  }
  const living = async () =>
    (await db().select().from(sessions)).filter(({ endedAt }) => endedAt === null).map(({ id }) => id);

  test("sessions it alone showed, and of the others what it showed; nobody else's", async () => {
    const owner = await makeOrg();
    const person = await addMember(owner, "member");
    const connectionId = await makeConnection(owner);
    const proof = { connectionId, orgId: owner.org.id };
    const alone = await session(person, ["sso"], proof, "one");
    const beside = await session(person, ["password", "sso"], proof, "one");
    const other = await session(person, ["sso"], proof, "two");
    const elsewhere = await makeConnection(owner);
    const foreign = await session(person, ["sso"], { ...proof, connectionId: elsewhere }, "one");
    const ended = await endAtProvider(outsider(), { connectionId, subject: "ada", sessionIndexes: ["one"] });
    expect(ended).toBe(2);
    const left = await living();
    expect(left).not.toContain(alone);
    expect(left).toEqual(expect.arrayContaining([beside, other, foreign]));
    expect(await auditedOf(person)).toContain("session.ended");
    expect(await endAtProvider(outsider(), { connectionId, subject: "eve", sessionIndexes: [] })).toBe(0);
    await endAtProvider(outsider(), { connectionId, subject: "ada", sessionIndexes: [] });
    expect(await living()).not.toContain(other);
    expect(await living()).toContain(foreign);
  });
});
