import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { startApns } from "@/lib/testing/apns-server";
import { ecKey, makeCertificate, publicPem, rsaKey } from "@/lib/testing/certificates";
import { movableClock } from "@/lib/testing/clock";
import { startGoogle } from "@/lib/testing/google-server";
import { sendByApns } from "./apns";
import { sendByFcm } from "./fcm";

const clock = movableClock();
afterEach(() => clock.reset());

const app = "com.example.app";
const device = "0a".repeat(32);
const gone = "0b".repeat(32);
const server = makeCertificate({ name: "localhost" });
const client = makeCertificate({ name: `Apple Push Services: ${app}`, uid: app });
const apnsKey = ecKey();
const key = { keyId: "ABC123DEFG", teamId: "TEAM123456" };
const given = {
  server,
  keys: { [key.keyId]: { teamId: key.teamId, privateKey: apnsKey } },
  certificates: [client.certificate],
  topics: [app],
  devices: [device],
  gone: [gone],
};
const [apns, sandbox] = [await startApns(given), await startApns({ ...given, devices: [] })];

const googleKey = rsaKey();
const google = await startGoogle({
  accounts: {
    "bot@north-app.iam.gserviceaccount.com": publicPem(googleKey),
    "bot@empty-app.iam.gserviceaccount.com": publicPem(googleKey),
  },
  devices: { "north-app": ["north-device-1"], "other-app": ["other-device-1"] },
  gone: ["gone-device-1"],
});

const ca = path.join(mkdtempSync(path.join(tmpdir(), "apns-")), "ca.pem");
writeFileSync(ca, server.certificate);
Object.assign(process.env, {
  APNS_URL: apns.url,
  APNS_SANDBOX_URL: sandbox.url,
  APNS_CA: ca,
  FCM_URL: google.url,
  GOOGLE_TOKEN_URL: google.tokenUrl,
});
afterAll(() => Promise.all([apns.stop(), sandbox.stop(), google.stop()]));

const message = { device, title: "Test message", body: "Zoë’s test" };

describe("[P5] Apple's push by key", () => {
  const channel = {
    kind: "apns_key" as const,
    ...key,
    topic: app,
    sandbox: false,
    lastFour: "abcd",
    privateKey: apnsKey,
  };
  const push = (more: Partial<typeof channel> = {}, to = device) =>
    sendByApns({ ...channel, ...more }, { ...message, device: to });

  test("[P5] is signed for Apple, arrives as an alert with its topic, and tells Apple's id", async () => {
    const answer = await push();
    expect(answer).toMatchObject({
      provider: "Apple",
      accepted: true,
      status: 200,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(apns.pushed.at(-1)).toEqual({ device, topic: app, by: "key", title: "Test message", body: "Zoë’s test" });
  });

  test("[P5] the same signature is used for 50 minutes, then a new one", async () => {
    clock.set(new Date(Date.now() - 49 * 60_000));
    await push({ teamId: "TEAM123456", topic: "x.y" });
    clock.set(new Date());
    await push();
    expect(apns.tokens.at(-1)).toBe(apns.tokens.at(-2));
    clock.set(new Date(Date.now() + 4 * 60_000));
    await push();
    expect(apns.tokens.at(-1)).not.toBe(apns.tokens.at(-2));
  });

  test("[P5] Apple's refusals come as Apple says them", async () => {
    const reasons = async (more: Partial<typeof channel>, to?: string) => {
      const { accepted, status, reason, retryable } = await push(more, to);
      return [accepted, status, reason, retryable];
    };
    expect(await reasons({}, "ff".repeat(32))).toEqual([false, 400, "BadDeviceToken", false]);
    expect(await reasons({}, gone)).toEqual([false, 410, "Unregistered", false]);
    expect(await reasons({ topic: "com.other.app" })).toEqual([false, 400, "TopicDisallowed", false]);
    expect(await reasons({ keyId: "ZZZZZZZZZZ" })).toEqual([false, 403, "InvalidProviderToken", false]);
    expect(await reasons({ teamId: "TEAM999999" })).toEqual([false, 403, "InvalidProviderToken", false]);
    expect(await reasons({ privateKey: ecKey() })).toEqual([false, 403, "InvalidProviderToken", false]);
    expect(await reasons({ sandbox: true })).toEqual([false, 400, "BadDeviceToken", false]);
    clock.set(new Date(Date.now() - 2 * 3600_000));
    expect(await reasons({})).toEqual([false, 403, "ExpiredProviderToken", false]);
  });

  test("[P5] a message larger than Apple takes is refused by Apple, not by a fault", async () => {
    const answer = await sendByApns(channel, { ...message, body: "x".repeat(5000) });
    expect(answer).toMatchObject({ status: 413, reason: "PayloadTooLarge", retryable: false });
  });
});

describe("[P5] Apple's push by certificate", () => {
  const channel = { kind: "apns_certificate" as const, topic: app, sandbox: false, expiresAt: "", lastFour: "abcd" };

  test("[P5] the certificate says who sends, without a token", async () => {
    const answer = await sendByApns({ ...channel, certificate: client.certificate, privateKey: client.key }, message);
    expect(answer).toMatchObject({ accepted: true, status: 200 });
    expect([apns.pushed.at(-1)?.by, apns.tokens.at(-1)]).toEqual(["certificate", ""]);
    const other = makeCertificate({ name: "Somebody" });
    const refused = await sendByApns({ ...channel, certificate: other.certificate, privateKey: other.key }, message);
    expect(refused).toMatchObject({ accepted: false, status: 403, reason: "BadCertificate" });
  });
});

describe("[P5] FCM", () => {
  const channel = {
    firebaseProject: "north-app",
    clientEmail: "bot@north-app.iam.gserviceaccount.com",
    lastFour: "abcd",
    privateKey: googleKey,
    privateKeyId: "abcd",
  };
  const push = (more: Partial<typeof channel> = {}, to = "north-device-1") =>
    sendByFcm({ ...channel, ...more }, { ...message, device: to });

  test("[P5] gets an access token for its signature, and sends by HTTP v1", async () => {
    expect(await push()).toMatchObject({ accepted: true, status: 200, id: "projects/north-app/messages/1" });
    expect(google.messages.at(-1)).toEqual({
      project: "north-app",
      device: "north-device-1",
      title: "Test message",
      body: "Zoë’s test",
    });
  });

  test("[P5] Google's refusals come as Google says them", async () => {
    const reasons = async (more: Partial<typeof channel>, to?: string) => {
      const { accepted, status, reason } = await push(more, to);
      return [accepted, status, reason];
    };
    expect(await reasons({}, "gone-device-1")).toEqual([false, 404, "UNREGISTERED"]);
    expect(await reasons({}, "rubbish")).toEqual([false, 400, "INVALID_ARGUMENT"]);
    expect(await reasons({}, "other-device-1")).toEqual([false, 403, "SENDER_ID_MISMATCH"]);
    expect(await reasons({ firebaseProject: "other-app" })).toEqual([false, 403, "PERMISSION_DENIED"]);
    expect(await reasons({ privateKey: rsaKey() })).toEqual([false, 400, "invalid_grant"]);
    expect(await reasons({ clientEmail: "nobody@north-app.iam.gserviceaccount.com" })).toEqual([
      false,
      400,
      "invalid_grant",
    ]);
  });
});

test("[P5] a provider that is away is worth another try, and no credential stands in the answer", async () => {
  await Promise.all([apns.stop(), google.stop()]);
  const apple = await sendByApns(
    { kind: "apns_key", ...key, topic: app, sandbox: false, lastFour: "", privateKey: apnsKey },
    message,
  );
  expect(apple).toMatchObject({ accepted: false, status: null, reason: "ECONNREFUSED", retryable: true });
  const answer = await sendByFcm(
    {
      firebaseProject: "north-app",
      clientEmail: "bot@north-app.iam.gserviceaccount.com",
      lastFour: "",
      privateKey: googleKey,
      privateKeyId: "",
    },
    message,
  );
  expect(answer).toMatchObject({ accepted: false, status: null, retryable: true });
  expect(JSON.stringify([apple, answer])).not.toMatch(/PRIVATE KEY|bearer|assertion/i);
});
