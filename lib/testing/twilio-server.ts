import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type TextMessage = { account: string; to: string; from: string; body: string };
type Given = {
  /** Auth tokens by Account SID. */
  accounts: Record<string, string>;
  /** Senders that the accounts own: numbers, names and messaging services. All, unless given. */
  senders?: string[];
  /** A trial account: it sends to these numbers only. */
  verified?: string[];
};

/**
 * Twilio's REST API for messages on loopback, as far as it is used: Basic authentication, the fields of a message, and
 * Twilio's answers with their codes. `url` is for TWILIO_URL.
 */
export async function startTwilio(given: Given) {
  const messages: TextMessage[] = [];
  let faults: { status: number; code: number; message: string }[] = [];
  const server = createServer((req, res) => {
    readBody(req).then((body) => {
      const fault = faults.shift();
      if (fault) return answer(res, fault.status, { ...fault });
      const refusal = judge(given, req, new URLSearchParams(body));
      if ("code" in refusal) return answer(res, refusal.status, refusal);
      messages.push(refusal);
      answer(res, 201, sent(refusal, messages.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    /** The next requests are answered so, whatever they ask. */
    failNext: (status: number, code: number, times = 1) => {
      faults = Array.from({ length: times }, () => ({ status, code, message: `Error ${code}` }));
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Refusal = { status: number; code: number; message: string };

function judge(given: Given, req: IncomingMessage, fields: URLSearchParams): TextMessage | Refusal {
  const [, account = ""] = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Messages\.json$/.exec(req.url ?? "") ?? [];
  if (req.method !== "POST" || account === "") return { status: 404, code: 20404, message: "Not found" };
  const basic = Buffer.from(`${account}:${given.accounts[account]}`).toString("base64");
  if (!given.accounts[account] || req.headers.authorization !== `Basic ${basic}`)
    return { status: 401, code: 20003, message: "Authenticate" };
  const to = fields.get("To") ?? "";
  const from = fields.get("From") ?? fields.get("MessagingServiceSid") ?? "";
  const body = fields.get("Body") ?? "";
  if (!/^\+[1-9]\d{7,14}$/.test(to))
    return { status: 400, code: 21211, message: `The 'To' number ${to} is not a valid phone number.` };
  if (from === "") return { status: 400, code: 21603, message: "A 'From' phone number is required." };
  if (given.senders && !given.senders.includes(from))
    return {
      status: 400,
      code: 21659,
      message: `'${from}' is not a Twilio phone number or short code country mismatch`,
    };
  if (given.verified && !given.verified.includes(to))
    return { status: 400, code: 21608, message: `The number ${to} is unverified. Trial accounts cannot send to it.` };
  if (body === "") return { status: 400, code: 21602, message: "Message body is required." };
  if (body.length > 1600) return { status: 400, code: 21617, message: "The concatenated message body exceeds 1600." };
  return { account, to, from, body };
}

function sent({ account, to, from, body }: TextMessage, count: number) {
  const sid = `SM${String(count).padStart(32, "0")}`;
  return { sid, account_sid: account, to, from, body, status: "queued", error_code: null, error_message: null };
}

function answer(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "content-type": "application/json" });
  res.end(JSON.stringify("code" in body ? { ...body, more_info: "https://www.twilio.com/docs/errors" } : body));
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
