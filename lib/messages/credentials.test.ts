import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ecKey, makeCertificate, pkcs12Of, publicPem, rsaKey, serviceAccountFile } from "@/lib/testing/certificates";
import { readApnsCertificate } from "./read-apns-certificate";
import { readApnsKey } from "./read-apns-key";
import { readFcm } from "./read-fcm";
import { isCostlyKey } from "./read-pkcs12";
import { apnsCertificateSchema, apnsKeySchema } from "./schemas";

const now = new Date();
const days = (count: number) => new Date(now.getTime() + count * 24 * 3600_000);
const file = (name: string, content: string | Buffer) => new File([new Uint8Array(Buffer.from(content))], name);
const refused = (field: string, message: RegExp) => ({
  code: "credential_invalid",
  field,
  message: expect.stringMatching(message),
});

describe("[P5] an APNs key", () => {
  const key = ecKey();
  const entered = { keyIdentifier: "ABC123DEFG", teamIdentifier: "TEAM123456", topic: "com.example.app", shown: "" };
  const read = (given: { file?: File; keySecret?: string; keyIdentifier?: string }) =>
    readApnsKey({ ...entered, sandbox: undefined, file: null, keySecret: "", ...given });

  test.each([
    ["as Apple gives it", key],
    ["with Windows line ends", key.replaceAll("\n", "\r\n")],
    ["with a mark in front", `\ufeff${key}`],
    ["with blanks around", `\n\n  ${key}\n`],
    ["without its first and last line", key.replaceAll(/-----[^-]+-----/g, "")],
    ["as SEC 1", createPrivateKey(key).export({ type: "sec1", format: "pem" }).toString()],
  ])("[P5] is read %s, and kept in one spelling", async (_, text) => {
    const { facts, credential } = await read({ keySecret: text });
    expect(credential.privateKey).toBe(key);
    expect(facts.lastFour).toBe(key.replace(/-----[^-]+-----|[\s=]/g, "").slice(-4));
    expect(await read({ file: file("AuthKey_ABC123DEFG.p8", text) })).toEqual({ facts, credential });
  });

  test.each([
    ["words", "not a key", /not a key.*BEGIN PRIVATE KEY/],
    ["an RSA key", rsaKey(), /RSA/],
    ["another curve", ecKey("P-384"), /P-256/],
    ["Ed25519", generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(), /P-256/],
    ["a public key", publicPem(key), /public key/],
    ["a certificate", makeCertificate({ name: "x" }).certificate, /certificate/],
    ["half of a key", key.slice(0, 90), /not a key/],
    [
      "a locked key",
      createPrivateKey(key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
      /passphrase/,
    ],
  ])("[Q1] %s is refused at the field", async (_, text, message) => {
    await expect(read({ keySecret: text })).rejects.toMatchObject(refused("keySecret", message));
    await expect(read({ file: file("a.p8", text) })).rejects.toMatchObject(refused("file", message));
  });

  test("[Q1] nothing, both, and a file that is named after another key are refused", async () => {
    await expect(read({})).rejects.toMatchObject(refused("file", /Choose the \.p8 file/));
    const both = { file: file("a.p8", key), keySecret: key };
    await expect(read(both)).rejects.toMatchObject(refused("keySecret", /Leave one of them out/));
    const other = { file: file("AuthKey_ZZZZZZZZZZ.p8", key) };
    await expect(read(other)).rejects.toMatchObject(refused("keyIdentifier", /ZZZZZZZZZZ/));
  });

  test.each([
    [{ keyIdentifier: "ABC" }, "keyIdentifier"],
    [{ teamIdentifier: "TEAM-12345" }, "teamIdentifier"],
    [{ topic: "app" }, "topic"],
    [{ topic: "" }, "topic"],
    [{ file: file("a.p8", "x".repeat(60_000)) }, "file"],
    [{ keySecret: "x".repeat(60_000) }, "keySecret"],
    [{ file: "text" }, "file"],
  ])("[Q1] the form refuses %o at its field", (given, field) => {
    const form = { ...entered, file: file("", ""), keySecret: "", sandbox: "on", ...given };
    const parsed = apnsKeySchema.safeParse(form);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
    expect(apnsKeySchema.safeParse({ ...form, ...entered, file: file("", ""), keySecret: "" }).data?.file).toBeNull();
  });
});

describe("[P5] an APNs certificate", () => {
  const app = "com.example.app";
  const made = makeCertificate({ name: `Apple Push Services: ${app}`, uid: app, until: days(200) });
  type Given = { file?: File; pemSecret?: string; passwordOfFile?: string; topic?: string; sandbox?: "on" };
  const read = (given: Given) =>
    readApnsCertificate(
      { file: null, pemSecret: "", passwordOfFile: "", topic: "", shown: "", sandbox: undefined, ...given },
      now,
    );
  const pem = `${made.certificate}\n${made.key}`;

  test.each(["3des", "aes256"] as const)(
    "[P5] is read from a .p12 of %s, with its topic and its end",
    async (algorithm) => {
      const { facts, credential } = await read({
        file: file("push.p12", pkcs12Of(made, "pass phrase ä", { algorithm })),
        passwordOfFile: "pass phrase ä",
      });
      expect(facts).toMatchObject({ topic: app, sandbox: false });
      expect(new Date(facts.expiresAt).getTime()).toBeCloseTo(days(200).getTime(), -4);
      expect(credential).toEqual({ certificate: made.certificate.replaceAll("\r", ""), privateKey: made.key });
    },
  );

  test("[P5] is read from PEM, in either order, with Windows line ends, beside other certificates", async () => {
    const other = makeCertificate({ name: "Apple Worldwide Developer Relations" });
    for (const text of [
      pem,
      `${made.key}${made.certificate}`,
      pem.replaceAll("\n", "\r\n"),
      `${other.certificate}${pem}`,
    ]) {
      expect((await read({ pemSecret: text })).facts.topic).toBe(app);
    }
    const locked = createPrivateKey(made.key)
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open" })
      .toString();
    const lockedPem = `${made.certificate}${locked}`;
    expect((await read({ pemSecret: lockedPem, passwordOfFile: "open" })).credential.privateKey).toBe(made.key);
    await expect(read({ pemSecret: lockedPem })).rejects.toMatchObject(
      refused("passwordOfFile", /Enter its passphrase/),
    );
    await expect(read({ pemSecret: lockedPem, passwordOfFile: "no" })).rejects.toMatchObject(
      refused("passwordOfFile", /not the passphrase/),
    );
  });

  test("[Q1] a locked .p12 asks for its passphrase, and says when it is another one", async () => {
    const upload = file("push.p12", pkcs12Of(made, "right"));
    await expect(read({ file: upload })).rejects.toMatchObject(refused("passwordOfFile", /Enter its passphrase/));
    await expect(read({ file: upload, passwordOfFile: "wrong" })).rejects.toMatchObject(
      refused("passwordOfFile", /not the passphrase/),
    );
  });

  test("[Q1] a .p12 that asks for absurdly many rounds is read by nobody", async () => {
    const upload = file("push.p12", pkcs12Of(made, "x", { algorithm: "aes256", count: 60_000 }));
    await expect(read({ file: upload, passwordOfFile: "x" })).rejects.toMatchObject(refused("file", /no certificate/));
  }, 30_000);

  test("[Q1] a locked key that asks for absurdly many rounds is told by its form, before any is done", async () => {
    const key = (rounds: string) =>
      Buffer.from(`3${rounds.length === 8 ? "00c300a" : "00a3008"}0402aabb020${rounds.length / 2}${rounds}`, "hex");
    expect(await isCostlyKey(key("7fffffff"))).toBe(true);
    expect(await isCostlyKey(key("0800"))).toBe(false);
    expect(await isCostlyKey(Buffer.from("rubbish"))).toBe(true);
  });

  test.each([
    ["words", "rubbish", /no certificate/],
    ["a certificate without its key", made.certificate, /without its private key/],
    ["a key without a certificate", made.key, /no certificate/],
    ["the key of another", `${made.certificate}${rsaKey()}`, /does not belong/],
    [
      "a broken certificate",
      `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${made.key}`,
      /cannot be read/,
    ],
  ])("[Q1] %s is refused at the field", async (_, text, message) => {
    await expect(read({ pemSecret: text })).rejects.toMatchObject(refused("pemSecret", message));
    await expect(read({ file: file("a.pem", text) })).rejects.toMatchObject(refused("file", message));
  });

  test("[Q1] a bare .cer is a certificate without its key", async () => {
    const der = Buffer.from(made.certificate.replace(/-----[^-]+-----|\s/g, ""), "base64");
    await expect(read({ file: file("aps.cer", der) })).rejects.toMatchObject(
      refused("file", /without its private key/),
    );
  });

  test("[Q1] one that ended, or is for development, is refused with the reason", async () => {
    const ended = makeCertificate({ name: "x", uid: app, from: days(-400), until: new Date("2026-05-03T12:00:00Z") });
    await expect(read({ pemSecret: `${ended.certificate}${ended.key}` })).rejects.toMatchObject(
      refused("pemSecret", /ended on May 3, 2026/),
    );
    const development = makeCertificate({ name: `Apple Development IOS Push Services: ${app}` });
    const text = `${development.certificate}${development.key}`;
    await expect(read({ pemSecret: text })).rejects.toMatchObject(refused("sandbox", /development/));
    expect((await read({ pemSecret: text, sandbox: "on" })).facts).toMatchObject({ topic: app, sandbox: true });
  });

  test("[Q1] the topic is the certificate's, one below it, or asked for", async () => {
    expect((await read({ pemSecret: pem, topic: `${app}.voip` })).facts.topic).toBe(`${app}.voip`);
    await expect(read({ pemSecret: pem, topic: "com.other.app" })).rejects.toMatchObject(
      refused("topic", new RegExp(app)),
    );
    const nameless = makeCertificate({ name: "Push" });
    const text = `${nameless.certificate}${nameless.key}`;
    await expect(read({ pemSecret: text })).rejects.toMatchObject(refused("topic", /Enter the bundle id/));
    expect((await read({ pemSecret: text, topic: app })).facts.topic).toBe(app);
    expect(
      apnsCertificateSchema.safeParse({ file: null, pemSecret: "", passwordOfFile: "", topic: " ", shown: "" }).data
        ?.topic,
    ).toBe("");
    expect(
      apnsCertificateSchema.safeParse({ file: null, pemSecret: "", passwordOfFile: "", topic: "no", shown: "" })
        .success,
    ).toBe(false);
  });
});

describe("[P5] an FCM service account", () => {
  const key = rsaKey();
  const account = serviceAccountFile("north-app-1", key);
  const read = (given: object | string) =>
    readFcm({ file: null, jsonSecret: typeof given === "string" ? given : JSON.stringify(given), shown: "" });

  test("[P5] is read, and where its file says tokens are given is not taken over", async () => {
    const { facts, credential } = await read({ ...account, token_uri: "http://169.254.169.254/token" });
    expect(facts).toEqual({
      firebaseProject: "north-app-1",
      clientEmail: account.client_email,
      lastFour: account.private_key_id.slice(-4),
    });
    expect(credential).toEqual({ privateKey: key, privateKeyId: account.private_key_id });
    const upload = file("key.json", `\ufeff${JSON.stringify(account, null, 2).replaceAll("\n", "\r\n")}`);
    expect((await readFcm({ file: upload, jsonSecret: "", shown: "" })).facts).toEqual(facts);
  });

  test.each([
    ["words", "rubbish", /not a JSON file/],
    ["a list", "[]", /not a JSON file/],
    ["another type", { ...account, type: "authorized_user" }, /OAuth client/],
    ["an OAuth client", { installed: { client_id: "x" } }, /OAuth client/],
    ["google-services.json", { project_info: {}, client: [] }, /google-services\.json/],
    ["no type", {}, /“type”/],
    ["no key", { ...account, private_key: undefined }, /“private_key” is missing/],
    ["a key that is none", { ...account, private_key: "abc" }, /not a key/],
    ["an EC key", { ...account, private_key: ecKey() }, /not a key/],
    ["a project that is a path", { ...account, project_id: "../../x" }, /not the id of a project/],
    ["an address elsewhere", { ...account, client_email: "me@evil.test" }, /not the address of a service account/],
  ])("[Q1] %s is refused at the field", async (_, given, message) => {
    await expect(read(given)).rejects.toMatchObject(refused("jsonSecret", message));
  });
});
