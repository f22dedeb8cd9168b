import { randomUUID, verify, X509Certificate } from "node:crypto";
import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { type Certified, publicPem } from "./certificates";

export type Pushed = { device: string; topic: string; by: "key" | "certificate"; title: string; body: string };
type Given = {
  /** What the server itself is called; its certificate is for APNS_CA. */
  server: Certified;
  /** The keys it knows, by key id. */
  keys?: Record<string, { teamId: string; privateKey: string }>;
  /** The client certificates it knows. */
  certificates?: string[];
  /** The topics that they may send to. */
  topics: string[];
  devices: string[];
  /** Devices that the app was removed from. */
  gone?: string[];
};

/**
 * Apple's push service on loopback, as far as it is used: HTTP/2 over TLS, provider tokens checked by signature, key id,
 * team id and age, client certificates, headers, payload, and Apple's answers. `url` is for APNS_URL.
 */
export async function startApns(given: Given) {
  const pushed: Pushed[] = [];
  /** Every provider token that came, so that a test can see how often it changes. */
  const tokens: string[] = [];
  const server = createSecureServer({
    key: given.server.key,
    cert: given.server.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const sessions = new Set<{ destroy: () => void }>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    let payload = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      payload += chunk;
    });
    stream.on("end", () => {
      tokens.push(headers.authorization ?? "");
      const outcome = judge(given, headers, payload, clientCertificate(stream));
      if ("reason" in outcome) return refuse(stream, outcome);
      pushed.push(outcome);
      stream.respond({ ":status": 200, "apns-id": String(headers["apns-id"] ?? randomUUID()) });
      stream.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    pushed,
    tokens,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}

type Refusal = { status: number; reason: string };

function judge(given: Given, headers: IncomingHttpHeaders, payload: string, client: string | null): Pushed | Refusal {
  if (headers[":method"] !== "POST") return { status: 405, reason: "MethodNotAllowed" };
  const [, device = ""] = /^\/3\/device\/([0-9a-f]{64,200})$/.exec(String(headers[":path"])) ?? [];
  if (device === "") return { status: 404, reason: "BadPath" };
  const by = headers.authorization === undefined ? byCertificate(given, client) : byToken(given, headers.authorization);
  if (typeof by !== "string") return by;
  const topic = String(headers["apns-topic"] ?? "");
  if (topic === "") return { status: 400, reason: "MissingTopic" };
  if (!given.topics.includes(topic)) return { status: 400, reason: "TopicDisallowed" };
  if (headers["apns-push-type"] !== "alert") return { status: 400, reason: "InvalidPushType" };
  if (Buffer.byteLength(payload) > 4096) return { status: 413, reason: "PayloadTooLarge" };
  if (given.gone?.includes(device)) return { status: 410, reason: "Unregistered" };
  if (!given.devices.includes(device)) return { status: 400, reason: "BadDeviceToken" };
  const { aps } = JSON.parse(payload);
  if (!aps?.alert?.title || !aps.alert.body) return { status: 400, reason: "PayloadEmpty" };
  return { device, topic, by, title: aps.alert.title, body: aps.alert.body };
}

function byCertificate({ certificates = [] }: Given, client: string | null): "certificate" | Refusal {
  if (client === null) return { status: 403, reason: "MissingProviderToken" };
  const known = certificates.some((pem) => new X509Certificate(pem).fingerprint256 === client);
  return known ? "certificate" : { status: 403, reason: "BadCertificate" };
}

/** RFC 7515 with ES256: the signature is the two numbers behind each other. */
function byToken({ keys = {} }: Given, authorization: string): "key" | Refusal {
  const invalid = { status: 403, reason: "InvalidProviderToken" };
  const [head = "", body = "", signature = ""] = authorization.replace(/^bearer /, "").split(".");
  const { alg, kid } = JSON.parse(Buffer.from(head, "base64url").toString());
  const { iss, iat } = JSON.parse(Buffer.from(body, "base64url").toString());
  const key = keys[kid];
  if (alg !== "ES256" || !key || key.teamId !== iss || signature.length !== 86) return invalid;
  const how = { key: publicPem(key.privateKey), dsaEncoding: "ieee-p1363" } as const;
  if (!verify("sha256", Buffer.from(`${head}.${body}`), how, Buffer.from(signature, "base64url"))) return invalid;
  const age = Date.now() / 1000 - iat;
  return age > 3600 || age < -60 ? { status: 403, reason: "ExpiredProviderToken" } : "key";
}

function clientCertificate(stream: ServerHttp2Stream): string | null {
  const { socket } = stream.session ?? {};
  const peer = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
  return peer?.fingerprint256 ?? null;
}

function refuse(stream: ServerHttp2Stream, { status, reason }: Refusal): void {
  stream.respond({ ":status": status, "apns-id": randomUUID(), "content-type": "application/json" });
  stream.end(JSON.stringify(status === 410 ? { reason, timestamp: Date.now() } : { reason }));
}
