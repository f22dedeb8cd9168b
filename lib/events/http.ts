import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answers";
import { decide } from "./decide";
import { ingest, type WireRequest } from "./ingest";

/** The two ways in: a route handler of the framework, and node's own server for the hot path ahead of it. */

export type Hot = { path: string; handler: (req: IncomingMessage, res: ServerResponse) => Promise<void> };

const names = ["track", "engage", "groups", "import", "decide"] as const;

type Endpoint = (typeof names)[number];

const endpoints: Record<Endpoint, (request: WireRequest) => Promise<Answer>> = {
  track: (request) => ingest("track", request),
  engage: (request) => ingest("engage", request),
  groups: (request) => ingest("groups", request),
  import: (request) => ingest("import", request),
  decide,
};

/** What the server may serve before the framework; the same paths exist as routes. */
export const hotPaths: readonly Hot[] = names.flatMap((endpoint) => [
  { path: `/${endpoint}`, handler: nodeHandler(endpoint) },
  { path: `/${endpoint}/`, handler: nodeHandler(endpoint) },
]);

export function handleTrack(request: Request): Promise<Response> {
  return handle("track", request);
}

export function handleEngage(request: Request): Promise<Response> {
  return handle("engage", request);
}

export function handleGroups(request: Request): Promise<Response> {
  return handle("groups", request);
}

export function handleImport(request: Request): Promise<Response> {
  return handle("import", request);
}

export function handleDecide(request: Request): Promise<Response> {
  return handle("decide", request);
}

async function handle(endpoint: Endpoint, request: Request): Promise<Response> {
  const { status, headers, body } = await endpoints[endpoint]({
    method: request.method,
    search: new URL(request.url).search,
    header: (name) => request.headers.get(name) ?? undefined,
    body: request.body ?? undefined,
  });
  const text = typeof body === "string" ? body : new Uint8Array(body);
  return new Response(status === 204 ? null : text, { status, headers });
}

function nodeHandler(endpoint: Endpoint): Hot["handler"] {
  return async (req, res) => {
    const url = req.url ?? "";
    const query = url.indexOf("?");
    const answer = await endpoints[endpoint]({
      method: req.method ?? "GET",
      search: query < 0 ? "" : url.slice(query),
      header: (name) => textOf(req.headers[name]),
      // Leaving the loop early must not close the connection before the answer is out.
      body: req.iterator({ destroyOnReturn: false }),
    });
    send(res, answer, !req.complete && answer.status >= 400);
  };
}

/** A sender that was cut off in the middle of its body is not listened to further. */
function send(res: ServerResponse, { status, headers, body }: Answer, cutOff: boolean): void {
  if (res.destroyed) return;
  if (cutOff) headers.connection = "close";
  if (status !== 204) headers["content-length"] = String(Buffer.byteLength(body));
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.end(body);
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
