import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import Mixpanel from "mixpanel";
import type postgres from "postgres";
import { type App, discardApp, startApp } from "@/lib/testing/app";
import { databaseOf, makeProject, type SentTo } from "./event-app";

let app: App;
let sql: postgres.Sql;
let project: SentTo;
let shop: Server;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  app = await startApp({ env: { WORKER: "off" } });
  sql = await databaseOf(app);
  shop = await serveShop();
});

test.beforeEach(async () => {
  project = await makeProject(sql);
});

test.afterAll(async () => {
  await sql?.end({ timeout: 5 });
  shop?.closeAllConnections();
  shop?.close();
  if (app) await discardApp(app);
});

/** Another site, with the official library on its page. */
async function serveShop(): Promise<Server> {
  const library = await readFile("node_modules/mixpanel-browser/dist/mixpanel.module.js");
  const page = `<!doctype html><title>Shop</title><h1>Shop</h1>
    <script type="module">import mixpanel from "/mixpanel.js"; window.mixpanel = mixpanel;</script>`;
  const server = createServer((req, res) => {
    const isLibrary = req.url === "/mixpanel.js";
    res.setHeader("content-type", isLibrary ? "text/javascript" : "text/html; charset=utf-8");
    res.end(isLibrary ? library : page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function stored(): Promise<{ event: string; distinct_id: string; properties: Record<string, unknown> }[]> {
  return sql`select event, distinct_id, properties from events where dataset_id = ${project.datasetId} order by time, event`;
}

test("[E1] the mixpanel package for Node sends to a running app by changing the host", async () => {
  const place = { host: "localhost", port: app.port, protocol: "http" };
  const mixpanel = Mixpanel.init(project.token, place);
  await new Promise<void>((resolve, reject) =>
    mixpanel.track("Signed Up", { distinct_id: "ada" }, (error) => (error ? reject(error) : resolve())),
  );
  await new Promise<void>((resolve, reject) =>
    mixpanel.people.set("ada", { $name: "Ada" }, (error) => (error ? reject(error) : resolve())),
  );
  expect(await stored()).toMatchObject([{ event: "Signed Up", distinct_id: "ada" }]);
  const [usage] = await sql`select events::int from usage_days where project_id = ${project.projectId}`;
  expect(usage?.events).toBe(1);
  expect(await sql`select properties from profiles where dataset_id = ${project.datasetId}`).toMatchObject([
    { properties: { $name: "Ada" } },
  ]);
});

test("[E1] mixpanel-browser sends from another site, in batches, by GET and when the page is left", async ({
  page,
}) => {
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  const answers: { method: string; status: number; body: Promise<string> }[] = [];
  page.on("response", (response) => {
    if (!response.url().startsWith(app.url)) return;
    answers.push({
      method: response.request().method(),
      status: response.status(),
      body: response.text().catch(() => ""),
    });
  });
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  const config = { api_host: app.url, persistence: "localStorage", batch_flush_interval_ms: 50, flags: false };
  await page.evaluate(([token, options]) => Reflect.get(window, "mixpanel").init(token, options), [
    project.token,
    config,
  ] as const);
  await page.evaluate(() => {
    const mixpanel = Reflect.get(window, "mixpanel");
    mixpanel.identify("ada");
    for (let count = 0; count < 5; count += 1) mixpanel.track("Clicked", { count, word: "Größe 😀 +/=" });
    mixpanel.people.set({ $name: "Ada" });
  });
  await expect.poll(async () => (await stored()).filter(({ event }) => event === "Clicked").length).toBe(5);
  const clicked = (await stored()).filter(({ event }) => event === "Clicked");
  expect(clicked[0]).toMatchObject({ distinct_id: "ada", properties: { word: "Größe 😀 +/=", mp_lib: "web" } });
  await expect
    .poll(
      async () =>
        (await sql`select from profiles where dataset_id = ${project.datasetId} and distinct_id = 'ada'`).length,
    )
    .toBe(1);

  await page.evaluate(() => Reflect.get(window, "mixpanel").track("Left", {}, { transport: "sendBeacon" }));
  await page.goto("about:blank");
  await expect.poll(async () => (await stored()).some(({ event }) => event === "Left")).toBe(true);

  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect(answer.status).toBe(200);
  expect(problems).toEqual([]);
});

test("[E1] mixpanel-browser keeps what it could not send, offline and while the server is busy, and sends it once", async ({
  page,
}) => {
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  const config = { api_host: app.url, persistence: "localStorage", batch_flush_interval_ms: 50, flags: false };
  await page.evaluate(([token, options]) => Reflect.get(window, "mixpanel").init(token, options), [
    project.token,
    config,
  ] as const);
  const track = (name: string) => page.evaluate((event) => Reflect.get(window, "mixpanel").track(event), name);
  const names = async () => (await stored()).map(({ event }) => event);

  await page.context().setOffline(true);
  await track("Offline");
  await page.context().setOffline(false);
  await expect.poll(names, { timeout: 20_000 }).toEqual(["Offline"]);

  let refused = 0;
  await page.route(`${app.url}/track/**`, async (route) => {
    refused += 1;
    if (refused > 1) return route.continue();
    // As we answer when the queue is full: the library keeps what it has and sends it again.
    return route.fulfill({
      status: 429,
      headers: {
        "retry-after": "1",
        "access-control-allow-origin": route.request().headers().origin ?? "*",
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "Retry-After",
      },
      body: '{"error":"The server takes no more events at the moment.","status":0}',
    });
  });
  await track("Busy");
  await expect.poll(names, { timeout: 20_000 }).toEqual(["Offline", "Busy"]);
  expect(refused).toBeGreaterThan(1);
});

test("[E1] a pixel and a script from another site", async ({ page }) => {
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  const data = Buffer.from(JSON.stringify({ event: "Opened", properties: { token: project.token } })).toString(
    "base64",
  );
  const source = `${app.url}/track/?img=1&data=${encodeURIComponent(data)}`;
  const width = await page.evaluate(
    (src) =>
      new Promise<number>((resolve, reject) => {
        const image = new Image();
        image.onload = () => resolve(image.width);
        image.onerror = () => reject(new Error("not loaded"));
        image.src = src;
      }),
    source,
  );
  expect(width).toBe(1);
  const said = await page.evaluate(
    (src) =>
      new Promise<unknown>((resolve, reject) => {
        Reflect.set(window, "heard", resolve);
        const script = document.createElement("script");
        script.onerror = () => reject(new Error("not loaded"));
        script.src = src;
        document.head.append(script);
      }),
    source.replace("img=1", "callback=heard"),
  );
  expect(said).toBe(1);
  expect(await stored()).toHaveLength(2);
});

test("[SEC-R45] only the wire answers other origins, and it sets no cookie", async ({ request }) => {
  const headers = { origin: "https://shop.example" };
  const wire = await request.get(`${app.url}/track/`, { headers });
  expect(wire.headers()["access-control-allow-origin"]).toBe("https://shop.example");
  expect(wire.headers()["set-cookie"]).toBeUndefined();
  const other = await request.get(`${app.url}/api/health/live`, { headers });
  expect(other.headers()["access-control-allow-origin"]).toBeUndefined();
});
