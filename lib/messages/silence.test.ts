import { createServer, type Socket } from "node:net";
import { afterAll, expect, test } from "vitest";
import { ecKey, rsaKey } from "@/lib/testing/certificates";
import { adviceFor } from "./advice";
import { sendByApns } from "./apns";
import { sendByFcm } from "./fcm";
import { sendByTwilio } from "./twilio";

/** Takes every connection and never says a word. */
const sockets = new Set<Socket>();
const silent = createServer((socket) => {
  sockets.add(socket);
  socket.on("error", () => socket.destroy());
});
await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
const address = silent.address();
const port = typeof address === "object" ? address?.port : 0;
Object.assign(process.env, {
  APNS_URL: `https://127.0.0.1:${port}`,
  GOOGLE_TOKEN_URL: `http://127.0.0.1:${port}/token`,
  TWILIO_URL: `http://127.0.0.1:${port}`,
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test("[P5] a provider that never answers is given up after ten seconds, and is worth another try", async () => {
  const message = { device: "0a".repeat(32), title: "Test", body: "Test" };
  const key = { keyId: "ABC123DEFG", teamId: "TEAM123456", topic: "a.b", sandbox: false, privateKey: ecKey() };
  const robot = { firebaseProject: "north-app", clientEmail: "a@b.iam.gserviceaccount.com", privateKeyId: "" };
  const answers = await Promise.all([
    sendByApns({ kind: "apns_key", lastFour: "", ...key }, message),
    sendByFcm({ lastFour: "", privateKey: rsaKey(), ...robot }, message),
    sendByTwilio(
      { accountSid: `AC${"1".repeat(32)}`, authToken: "1".repeat(32), sender: "A" },
      { to: "+491701234567", body: "Test" },
    ),
  ]);
  for (const answer of answers) {
    expect(answer).toMatchObject({ accepted: false, status: null, reason: "timeout", retryable: true });
    expect(adviceFor(answer)).toMatch(/did not answer in time/);
  }
}, 30_000);
