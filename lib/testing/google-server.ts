import { verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type FcmMessage = { project: string; device: string; title: string; body: string };
type Given = {
  /** Public keys (PEM) by the address of the service account. */
  accounts: Record<string, string>;
  /** The registration tokens of each Firebase project. */
  devices: Record<string, string[]>;
  /** Devices that the app was removed from. */
  gone?: string[];
};
type Answer = { status: number; body: object };

const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const scope = "https://www.googleapis.com/auth/firebase.messaging";

/**
 * What Google has of FCM on loopback, as far as it is used: access tokens for signed assertions (RFC 7523), and HTTP v1's
 * `messages:send` with Google's answers. `url` is for FCM_URL, `tokenUrl` for GOOGLE_TOKEN_URL.
 */
export async function startGoogle(given: Given) {
  const messages: FcmMessage[] = [];
  /** Access tokens given out, and to whom. */
  const issued = new Map<string, string>();
  const server = createServer((req, res) => {
    readBody(req).then((body) => {
      const answer = req.url === "/token" ? token(given, body, issued) : send(given, req, body, issued);
      if ("device" in answer) {
        messages.push(answer);
        return reply(res, { status: 200, body: { name: `projects/${answer.project}/messages/${messages.length}` } });
      }
      reply(res, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    tokenUrl: `${url}/token`,
    messages,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function token({ accounts }: Given, body: string, issued: Map<string, string>): Answer {
  const fields = new URLSearchParams(body);
  const refuse = (why: string) => ({ status: 400, body: { error: "invalid_grant", error_description: why } });
  if (fields.get("grant_type") !== grant) return { status: 400, body: { error: "unsupported_grant_type" } };
  const [head = "", claims = "", signature = ""] = (fields.get("assertion") ?? "").split(".");
  const { alg } = JSON.parse(Buffer.from(head, "base64url").toString());
  const { iss, aud, scope: asked, iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
  const key = accounts[iss];
  if (!key) return refuse("Invalid grant: account not found");
  const signed = verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
  if (alg !== "RS256" || !signed) return refuse("Invalid JWT Signature.");
  const at = Date.now() / 1000;
  if (aud !== "https://oauth2.googleapis.com/token" || exp - iat > 3600 || exp < at || iat > at + 60)
    return refuse("Invalid JWT: Token must be a short-lived token and in a reasonable timeframe.");
  if (asked !== scope) return { status: 400, body: { error: "invalid_scope" } };
  const access = `ya29.${issued.size}.${Math.random().toString(36).slice(2)}`;
  issued.set(access, iss);
  return { status: 200, body: { access_token: access, expires_in: 3599, token_type: "Bearer" } };
}

function send(given: Given, req: IncomingMessage, body: string, issued: Map<string, string>): FcmMessage | Answer {
  const [, project = ""] = /^\/v1\/projects\/([^/]+)\/messages:send$/.exec(req.url ?? "") ?? [];
  if (req.method !== "POST" || project === "") return refusal(404, "NOT_FOUND");
  const account = issued.get((req.headers.authorization ?? "").replace("Bearer ", ""));
  if (!account) return refusal(401, "UNAUTHENTICATED");
  if (!account.endsWith(`@${project}.iam.gserviceaccount.com`)) return refusal(403, "PERMISSION_DENIED");
  const { message } = JSON.parse(body);
  const { token: device, notification } = message ?? {};
  if (typeof device !== "string" || !notification?.title) return refusal(400, "INVALID_ARGUMENT");
  if (given.gone?.includes(device)) return refusal(404, "NOT_FOUND", "UNREGISTERED");
  const owner = Object.keys(given.devices).find((name) => given.devices[name]?.includes(device));
  if (!owner) return refusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
  if (owner !== project) return refusal(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH");
  return { project, device, title: notification.title, body: notification.body };
}

function refusal(code: number, status: string, errorCode?: string): Answer {
  const details = errorCode && [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode }];
  return {
    status: code,
    body: { error: { code, message: `Refused: ${status}.`, status, ...(details && { details }) } },
  };
}

function reply(res: ServerResponse, { status, body }: Answer): void {
  res.writeHead(status, { "content-type": "application/json" });
  res.end(JSON.stringify(body));
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
