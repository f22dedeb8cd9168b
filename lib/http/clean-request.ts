import "server-only";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** What only we and the framework may say to ourselves. A client that sends these wants to be taken for us. */
const internal =
  /^(x-middleware-|x-nextjs-|x-invoke-|x-vercel-|x-now-|x-forwarded-|next-resume$|x-nonce$|x-matched-path$|x-prerender-|content-security-policy|x-real-ip$|x-client-ip$|x-request-id$|forwarded$|x-http-method|x-original-|x-rewrite-)/;
/** The framework's own client sends these two to its development server. */
const developing = new Set(["x-nextjs-request-id", "x-nextjs-html-request-id"]);

/** Marks every request we pass on, so that the framework's own request for a redirect's page is known by it. */
const mark = { name: "x-own-request", value: randomUUID() };

type Settings = { proxies: number; origin: URL; dev: boolean };

/** Who asks, seen through as many proxies as we trust (TRUSTED_PROXIES), and nothing of what they may not claim. */
export function cleanRequest(req: IncomingMessage, requestId: string, { proxies, origin, dev }: Settings): void {
  const noted = req.headers[mark.name] === mark.value ? req.headers["x-client-ip"] : undefined;
  const client = typeof noted === "string" ? noted : clientAddress(req, proxies);
  for (const name of Object.keys(req.headers)) {
    if (internal.test(name) && !(dev && developing.has(name))) delete req.headers[name];
  }
  req.headers.host = origin.host;
  req.headers["x-forwarded-host"] = origin.host;
  req.headers["x-forwarded-proto"] = origin.protocol.slice(0, -1);
  req.headers["x-forwarded-for"] = client;
  req.headers["x-client-ip"] = client;
  req.headers["x-request-id"] = requestId;
  req.headers[mark.name] = mark.value;
}

const unknownAddress = "0.0.0.0";

/** The address our outermost trusted proxy saw; each proxy appends the one before it. */
export function clientAddress(req: IncomingMessage, proxies: number): string {
  const socket = plain(req.socket.remoteAddress ?? "");
  const said = req.headers["x-forwarded-for"];
  // A proxy on this machine that nobody told us of: its visitors must not pass for this machine.
  if (proxies === 0) return said !== undefined || req.headers.forwarded !== undefined ? unknownAddress : socket;
  const chain = [...String(said ?? "").split(","), socket]
    .map((each) => plain(each.trim()))
    .filter((each) => isIP(each));
  return chain[Math.max(0, chain.length - 1 - proxies)] ?? socket;
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}

/** The host the visitor typed; null where a trusted proxy does not tell it. */
export function requestedHost(req: IncomingMessage, proxies: number): string | null {
  if (proxies === 0) return req.headers.host ?? null;
  const said = req.headers["x-forwarded-host"];
  return typeof said === "string" ? (said.split(",").at(-1)?.trim() ?? null) : null;
}
