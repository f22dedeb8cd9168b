import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { closeGracefully, createAppServer, type HotPath } from "./server";

type Seen = { headers: IncomingMessage["headers"]; url: string; body: string };

let server: Server | undefined;

afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

async function start(
  env: Record<string, string> = {},
  hotPaths: HotPath[] = [],
  answer?: (res: ServerResponse) => void,
) {
  const settings = parseEnv({ ...process.env, APP_URL: "http://atrium.test", ...env });
  const seen: Seen[] = [];
  const framework = async (req: IncomingMessage, res: ServerResponse) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    seen.push({ headers: req.headers, url: req.url ?? "", body });
    if (answer) answer(res);
    else res.end("page");
  };
  const made = createAppServer({ settings, framework, hotPaths, dev: false });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  const { port } = made.address() as AddressInfo;
  return { port, seen, server: made };
}

/** One request as bytes, so that nothing between adds or hides a header. */
function raw(port: number, head: string, body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${head.replaceAll("\n", "\r\n")}\r\n\r\n${body}`));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}

const get = (path: string, more = "") => `GET ${path} HTTP/1.1\nHost: atrium.test\nConnection: close${more}`;

describe("headers of every response", () => {
  test.each([
    ["a page", get("/"), 200],
    ["a wrong method", "TRACE / HTTP/1.1\nHost: atrium.test\nConnection: close", 405],
    ["another host", "GET /x HTTP/1.1\nHost: evil.test\nConnection: close", 307],
    ["a proxy request", "GET http://evil.test/ HTTP/1.1\nHost: atrium.test\nConnection: close", 400],
    ["a body too large", "POST / HTTP/1.1\nHost: atrium.test\nContent-Length: 99999999\nConnection: close", 413],
    ["a file", get("/_next/static/x.js"), 200],
  ])("[SEC-R43] [SEC-R44] %s carries them", async (_name, head, status) => {
    const { port } = await start({ APP_URL: "http://atrium.test" });
    const answer = await raw(port, head);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    for (const line of [
      "X-Content-Type-Options: nosniff",
      "Referrer-Policy: same-origin",
      "Cross-Origin-Opener-Policy: same-origin",
      "Cross-Origin-Resource-Policy: same-origin",
      "frame-ancestors 'none'",
    ]) {
      expect(answer).toContain(line);
    }
    expect(answer).toMatch(/X-Request-Id: [0-9a-f-]{36}\r/);
    expect(answer).not.toContain("Strict-Transport-Security");
  });

  test("[SEC-R43] each page has a nonce of its own, which the framework gets to see", async () => {
    const { port, seen } = await start();
    const nonce = (answer: string) => answer.match(/script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/)?.[1];
    const first = nonce(await raw(port, get("/")));
    const second = nonce(await raw(port, get("/")));
    expect(first).toHaveLength(24);
    expect(first).not.toBe(second);
    expect(seen[0]?.headers["content-security-policy"]).toContain(`'nonce-${first}'`);
  });

  test("[SEC-R44] over https they tell browsers to stay there", async () => {
    const { port } = await start({ APP_URL: "https://atrium.test" });
    const answer = await raw(port, get("/"));
    expect(answer).toContain("Strict-Transport-Security: max-age=63072000; includeSubDomains");
    expect(answer).toContain("upgrade-insecure-requests");
  });

  test("[SEC-R47] pages and answers are not kept by anybody, files are the framework's to judge", async () => {
    const { port } = await start();
    expect(await raw(port, get("/org/1"))).toContain("Cache-Control: no-store");
    expect(await raw(port, get("/_next/static/x.js"))).not.toContain("Cache-Control");
  });
});

describe("what a client may not claim", () => {
  test("[SEC-R48] [SEC-F32] internal and forwarded headers are dropped or overwritten", async () => {
    const { port, seen } = await start();
    const lies = `
x-middleware-subrequest: middleware:middleware
X-Nextjs-Data: 1
x-nonce: abc
Content-Security-Policy: script-src *
X-Forwarded-Host: evil.test
X-Forwarded-Proto: gopher
X-Real-IP: 1.2.3.4
X-Client-IP: 1.2.3.4
X-Request-Id: chosen
next-router-state-tree: %5B%5D
RSC: 1
Next-Action: abc`;
    await raw(port, get("/", lies.trimEnd()));
    const headers = seen[0]?.headers ?? {};
    for (const name of ["x-middleware-subrequest", "x-nextjs-data", "x-nonce", "x-real-ip"])
      expect(headers[name]).toBeUndefined();
    expect(headers).toMatchObject({
      host: "atrium.test",
      "x-forwarded-host": "atrium.test",
      "x-forwarded-proto": "http",
    });
    expect(headers).toMatchObject({ "x-client-ip": "127.0.0.1", "x-forwarded-for": "127.0.0.1" });
    expect(headers["x-request-id"]).not.toBe("chosen");
    expect(headers["content-security-policy"]).not.toContain("script-src *");
    expect(headers).toMatchObject({ rsc: "1", "next-action": "abc", "next-router-state-tree": "%5B%5D" });
  });

  test.each([
    ["0", "1.1.1.1", "0.0.0.0"],
    ["1", "9.9.9.9, 1.1.1.1", "1.1.1.1"],
    ["2", "9.9.9.9, 1.1.1.1, 2.2.2.2", "1.1.1.1"],
    ["2", "1.1.1.1", "1.1.1.1"],
    ["1", "rubbish", "127.0.0.1"],
    ["1", "::ffff:1.1.1.1", "1.1.1.1"],
  ])("[SEC-R48] behind %s trusted proxies, X-Forwarded-For: %s means %s", async (proxies, said, meant) => {
    const { port, seen } = await start({ TRUSTED_PROXIES: proxies });
    await raw(port, get("/", `\nX-Forwarded-Host: atrium.test\nX-Forwarded-For: ${said}`));
    expect(seen[0]?.headers["x-client-ip"]).toBe(meant);
  });
});

describe("hosts", () => {
  test("[A7] reading on another host leads to ours, path and query kept", async () => {
    const { port, seen } = await start();
    const answer = await raw(port, "GET //evil.test/a?b=1 HTTP/1.1\nHost: evil.test\nConnection: close");
    expect(answer).toContain("Location: http://atrium.test//evil.test/a?b=1\r");
    expect(seen).toHaveLength(0);
  });

  test("health, metrics and the SDK wire answer on any host", async () => {
    const { port, seen } = await start();
    for (const path of ["/api/health/live", "/api/metrics", "/track?data=x", "/import", "/decide/"]) {
      await raw(port, `GET ${path} HTTP/1.1\nHost: 10.0.0.1\nConnection: close`);
    }
    expect(seen).toHaveLength(5);
  });

  test("[SEC-R42] writing on another host reaches the framework under our name only", async () => {
    const { port, seen } = await start();
    await raw(port, "POST / HTTP/1.1\nHost: evil.test\nOrigin: http://evil.test\nConnection: close\nContent-Length: 0");
    expect(seen[0]?.headers.host).toBe("atrium.test");
  });

  test("behind a trusted proxy its word for the host counts", async () => {
    const { port, seen } = await start({ TRUSTED_PROXIES: "1" });
    await raw(port, "GET / HTTP/1.1\nHost: app:3000\nX-Forwarded-Host: atrium.test\nConnection: close");
    await raw(port, "GET / HTTP/1.1\nHost: app:3000\nConnection: close");
    expect(seen).toHaveLength(2);
    const answer = await raw(port, "GET / HTTP/1.1\nHost: app:3000\nX-Forwarded-Host: evil.test\nConnection: close");
    expect(answer).toMatch(/^HTTP\/1.1 307 /);
  });
});

describe("bodies", () => {
  test("one that grows too large without saying so is cut off", async () => {
    const { port } = await start();
    const chunk = `100000\r\n${"x".repeat(0x100000)}\r\n`;
    const head = "POST / HTTP/1.1\nHost: atrium.test\nTransfer-Encoding: chunked\nConnection: close";
    const answer = await raw(port, head, chunk.repeat(8)).catch(String);
    expect(answer).toMatch(/413|ECONNRESET|EPIPE/);
  });

  test("one in pieces within the limit arrives whole", async () => {
    const { port, seen } = await start();
    const head = "POST / HTTP/1.1\nHost: atrium.test\nTransfer-Encoding: chunked\nConnection: close";
    await raw(port, head, "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    expect(seen[0]?.body).toBe("abcdefg");
  });
});

describe("life", () => {
  test("hot paths are answered ahead of the framework", async () => {
    const handler: HotPath["handler"] = async (_req, res) => void res.end("hot");
    const { port, seen } = await start({}, [{ path: "/track", handler }]);
    expect(await raw(port, get("/track?data=x"))).toMatch(/hot$/);
    expect(seen).toHaveLength(0);
  });

  test("[SEC-R53] a failure outside the framework is told in general words", async () => {
    const { port } = await start({}, [], () => {
      throw new Error("select secret from table");
    });
    const answer = await raw(port, get("/"));
    expect(answer).toMatch(/^HTTP\/1.1 500 /);
    expect(answer).not.toContain("secret");
  });

  test("[SEC-R49] what is no HTTP is refused", async () => {
    const { port } = await start();
    expect(await raw(port, "rubbish")).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(port, get("/", `\nX-Long: ${"x".repeat(20_000)}`))).toMatch(/^HTTP\/1.1 431 /);
  });

  test("[SEC-F35] closing waits for the request under way and tells its client not to come back", async () => {
    let finish: (() => void) | undefined;
    const { port, server: open } = await start({}, [], (res) => {
      finish = () => res.end("late");
    });
    const answer = raw(port, "GET / HTTP/1.1\nHost: atrium.test");
    while (!finish) await new Promise(setImmediate);
    const closed = closeGracefully(open, 5000);
    await expect(raw(port, get("/"))).rejects.toThrow(/ECONNREFUSED/);
    finish();
    expect(await answer).toMatch(/Connection: close[\s\S]*late/);
    await closed;
  });
});
