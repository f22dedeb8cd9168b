import "server-only";
import { type IncomingMessage, Agent as PlainHttp, request as requestHttp } from "node:http";
import { Agent as PlainHttps, request as requestHttps } from "node:https";
import { RequestFilteringHttpsAgent } from "request-filtering-agent";
import { env } from "@/lib/env";
import { isRuleBroken, RuleBroken } from "@/lib/errors";

/**
 * Requests to addresses that somebody typed. https only, and never to a private, loopback or link-local address: it is
 * looked at again when the name was resolved, in the connection itself. Redirects are not followed; time and size are
 * limited. `INTERNAL_HOSTS` names the hosts of an installation for which address and http are let pass.
 */
const longest = 1024 * 1024;
const milliseconds = 10_000;

const guarded = new RequestFilteringHttpsAgent();
const plain = { "http:": new PlainHttp(), "https:": new PlainHttps() };

type Options = { method?: string; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal | null };

/** Whether the installation lets this address pass unseen. */
export function isInternalHost(url: URL): boolean {
  const known = env().INTERNAL_HOSTS ?? [];
  return known.includes(url.host.toLowerCase()) || known.includes(url.hostname.toLowerCase());
}

/** Throws RuleBroken `address_refused` for what is never asked. */
export function assertOutside(address: string, field?: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new RuleBroken("address_refused", "Enter an address that begins with https://.", { field });
  }
  if (url.protocol !== "https:" && !isInternalHost(url)) {
    throw new RuleBroken("address_refused", "Use https: what comes over http can be changed on the way.", { field });
  }
  return url;
}

/**
 * As `fetch`. Throws RuleBroken `address_refused` where the address may not be asked, `provider_unreachable` where
 * nothing comes back in time, or too much.
 */
export async function fetchOutside(address: string | URL, options: Options = {}): Promise<Response> {
  const url = assertOutside(String(address));
  try {
    return await send(url, options);
  } catch (error) {
    if (isRuleBroken(error)) throw error;
    throw unreachable(url, error);
  }
}

function send(url: URL, { method = "GET", headers, body, signal }: Options): Promise<Response> {
  const internal = isInternalHost(url);
  const agent = internal ? plain[url.protocol as keyof typeof plain] : guarded;
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const limit = AbortSignal.any([AbortSignal.timeout(milliseconds), ...(signal ? [signal] : [])]);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent, signal: limit, maxHeaderSize: 16_384 }, (answer) => {
      read(answer).then(resolve, reject);
    });
    sent.once("error", reject);
    sent.end(body === undefined || body === null ? undefined : String(body));
  });
}

async function read(answer: IncomingMessage): Promise<Response> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    size += part.length;
    if (size > longest) {
      answer.destroy();
      throw new Error("the answer is longer than 1 MB");
    }
    parts.push(part);
  }
  const status = answer.statusCode ?? 500;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const each of [value].flat()) if (each !== undefined) headers.append(name, each);
  }
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : Buffer.concat(parts), { status, headers });
}

function unreachable(url: URL, error: unknown): RuleBroken {
  const text = error instanceof Error ? error.message : String(error);
  if (/is not allowed|private|DNS lookup/i.test(text)) {
    return new RuleBroken(
      "address_refused",
      `${url.host} leads to an address inside a network. Whoever runs this installation can allow it (INTERNAL_HOSTS).`,
    );
  }
  const why = /timeout|aborted/i.test(text) ? "did not answer within 10 seconds" : `could not be read (${text})`;
  return new RuleBroken("provider_unreachable", `${url.host} ${why}. Check the address and try again.`);
}
