import "server-only";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Env } from "@/lib/env";
import { logger } from "@/lib/log";
import { observeRequest } from "@/lib/metrics";
import { isPostedForm, limitBody, saysTooLarge, sendBack } from "./body-limit";
import { cleanRequest, requestedHost } from "./clean-request";
import { constantHeaders, contentPolicy, filePolicy, newNonce } from "./headers";
import { isDraining } from "./lifecycle";
import { answersOnAnyHost, isFile, isIngestion, redactedPath, routeOf } from "./paths";

export type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Answered ahead of the framework, by exact path. */
export type HotPath = { path: string; handler: Listener };

type Options = { settings: Env; framework: Listener; hotPaths: readonly HotPath[]; dev: boolean };

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Our own server around the framework: headers, host, limits, log. It decides nothing about who may do what. */
export function createAppServer({ settings, framework, hotPaths, dev }: Options): Server {
  const origin = new URL(settings.APP_ORIGIN);
  const https = origin.protocol === "https:";
  const proxies = settings.TRUSTED_PROXIES;
  const constant = constantHeaders(https);
  const hot = new Map(hotPaths.map(({ path, handler }) => [path, handler]));

  async function respond(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = req.url ?? "";
    const path = url.split("?", 1)[0] ?? "";
    const requestId = randomUUID();
    watch(req, res, path, requestId);
    for (const [name, value] of constant) res.setHeader(name, value);
    res.setHeader("X-Request-Id", requestId);
    if (isDraining()) res.setHeader("Connection", "close");
    const ingestion = isIngestion(path);
    res.setHeader("Cross-Origin-Resource-Policy", ingestion ? "cross-origin" : "same-origin");
    const policy = isFile(path) || ingestion ? filePolicy : contentPolicy(newNonce(), { dev, https });
    res.setHeader("Content-Security-Policy", policy);
    if (!isFile(path)) res.setHeader("Cache-Control", "no-store");
    if (!path.startsWith("/")) return plain(res, 400, "Bad request");
    if (!methods.has(req.method ?? "")) return plain(res, 405, "Method not allowed");
    const host = requestedHost(req, proxies);
    // The framework asks itself for the page that an action redirects to, at the address it listens on.
    const ofFramework = req.headers.rsc === "1";
    if (isRead(req) && host !== null && host !== origin.host && !ofFramework && !answersOnAnyHost(path)) {
      res.setHeader("Location", settings.APP_ORIGIN + url);
      return plain(res, 307, "");
    }
    cleanRequest(req, requestId, { proxies, origin, dev });
    req.headers["x-path"] = url;
    // The framework reads its nonce from here.
    req.headers["content-security-policy"] = policy;
    const first = hot.get(path);
    if (first) return first(req, res);
    if (!ingestion) {
      if (saysTooLarge(req)) return isPostedForm(req) ? sendBack(req, res, https) : tooLarge(req, res);
      limitBody(req, () => tooLarge(req, res));
    }
    return framework(req, res);
  }

  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 15_000, requestTimeout: 120_000 },
    (req, res) => {
      respond(req, res).catch((err) => {
        logger.error({ err, requestId: res.getHeader("X-Request-Id") }, "a request failed outside the framework");
        if (res.headersSent) res.destroy();
        else plain(res, 500, "Something here failed. It was written down; try again.");
      });
    },
  );
  server.on("clientError", refuseGarbage);
  return server;
}

function isRead(req: IncomingMessage): boolean {
  return req.method === "GET" || req.method === "HEAD";
}

function plain(res: ServerResponse, status: number, text: string): void {
  res.statusCode = status;
  if (status === 405) res.setHeader("Allow", [...methods].join(", "));
  res.setHeader("Content-Type", "text/plain; charset=utf-8");
  res.end(text);
}

function tooLarge(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader("Connection", "close");
  if (!res.headersSent) plain(res, 413, "The request is too large.");
  res.once("finish", () => req.destroy());
}

const underWay = new Set<ServerResponse>();

/** One line a request: never the query, never a token. Files and the hot paths only where they fail. */
function watch(req: IncomingMessage, res: ServerResponse, path: string, requestId: string): void {
  const began = performance.now();
  const method = req.method ?? "";
  underWay.add(res);
  res.once("close", () => {
    underWay.delete(res);
    const ms = performance.now() - began;
    const status = res.writableFinished ? res.statusCode : 499;
    observeRequest({ method, route: routeOf(path, status), status }, ms / 1000);
    const write =
      status >= 500 ? logger.error : (isFile(path) || isIngestion(path)) && status < 400 ? logger.debug : logger.info;
    write({ requestId, method, path: redactedPath(path), status, ms: Math.round(ms * 10) / 10 }, "request");
  });
}

function refuseGarbage(error: NodeJS.ErrnoException, socket: import("node:stream").Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 0\r\n\r\n`);
}

/** Stops accepting, lets what is under way finish, then ends what is left. `most` is in milliseconds. */
export async function closeGracefully(server: Server, most: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Whoever is still being answered must not send another request on this connection.
  for (const res of underWay) if (!res.headersSent) res.setHeader("Connection", "close");
  const ticking = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, pause(most, undefined, { ref: false })]);
  clearInterval(ticking);
  server.closeAllConnections();
  // Connections that became something else (a development browser's socket) are not the server's to end.
  await Promise.race([closed, pause(200, undefined, { ref: false })]);
}
