import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { keyedHash } from "@/lib/crypto";
import { createServiceAccount } from "@/lib/service-accounts/accounts";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { makeOrg } from "@/lib/testing/factories";
import { type Sending, sendRecords } from "@/lib/testing/send-records";

let project: EventProject;
let at: Date;

beforeEach(async () => {
  project = await makeEventProject();
  at = new Date("2026-11-27T12:00:00Z");
  setClock(() => at);
  await rawSql()`update projects set api_key = ${reversed()}, api_secret_hash = ${keyedHash("api-secret", secret())}
    where id = ${project.projectId}`;
});

const reversed = () => [...project.token].reverse().join("");
const secret = () => project.token.slice(16) + project.token.slice(0, 16);
const basic = (name: string, password = "") => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
const seconds = (years: number) => at.getTime() / 1000 - years * 365 * 24 * 3600;

function event(properties: Record<string, unknown> = {}) {
  return { event: "Bought", properties: { distinct_id: "ada", time: seconds(3), $insert_id: "a1", ...properties } };
}

function send(records: unknown, { headers = basic(project.token), search = "?strict=1", ...more }: Sending = {}) {
  return sendRecords("import", records, { headers, search, ...more });
}

async function stored() {
  return rawSql()`select event, distinct_id, insert_id, time from events where dataset_id = ${project.datasetId} order by time, insert_id`;
}

describe("[E1] /import", () => {
  test("takes events of any age, counts them by arrival, and each once", async () => {
    const answer = await send([event(), event({ $insert_id: "a2", time: seconds(40) * 1000 })]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ code: 200, num_records_imported: 2, status: "OK" });
    expect(JSON.parse((await send([event()])).text)).toMatchObject({ num_records_imported: 1 });
    expect(await stored()).toMatchObject([{ insert_id: "a2" }, { insert_id: "a1" }]);
    const usage = await rawSql()`select day::text, events::int from usage_days where project_id = ${project.projectId}`;
    expect(usage).toEqual([{ day: "2026-11-27", events: 2 }]);
  });

  test("an object a line, with gzip", async () => {
    const lines = `${JSON.stringify(event())}\n${JSON.stringify(event({ $insert_id: "a2" }))}\n`;
    const headers = { ...basic(project.token), "content-encoding": "gzip", "content-type": "application/x-ndjson" };
    expect(JSON.parse((await send(null, { headers, raw: gzipSync(lines) })).text)).toMatchObject({
      num_records_imported: 2,
    });
  });

  test.each([
    ["no time", { time: undefined }, "properties.time"],
    ["before 1971", { time: 1 }, "properties.time"],
    ["more than an hour ahead", { time: Date.UTC(2026, 10, 27, 13, 0, 1) / 1000 }, "properties.time"],
    ["time in words", { time: "yesterday" }, "properties.time"],
    ["no distinct id", { distinct_id: undefined }, "properties.distinct_id"],
    ["a distinct id that names nobody", { distinct_id: "null" }, "properties.distinct_id"],
    ["an insert id of another form", { $insert_id: "a b" }, "properties.$insert_id"],
    ["an insert id that is too long", { $insert_id: "a".repeat(37) }, "properties.$insert_id"],
    ["an insert id that names nothing", { $insert_id: "undefined" }, "properties.$insert_id"],
  ])("strict names what it refuses and takes the rest: %s", async (_, bad, field) => {
    const answer = await send([event(), event({ $insert_id: "a2", ...bad })]);
    expect(answer.status).toBe(400);
    const insertId = "$insert_id" in bad ? bad.$insert_id : "a2";
    expect(JSON.parse(answer.text)).toEqual({
      code: 400,
      error: "some data points in the request failed validation",
      failed_records: [
        { index: 1, insert_id: insertId, $insert_id: insertId, field, message: expect.stringContaining(field) },
      ],
      num_records_imported: 1,
      status: "Bad Request",
    });
    expect(await stored()).toMatchObject([{ insert_id: "a1" }]);
  });

  test("all refused, a line that is none, nothing sent", async () => {
    const refused = await send([event({ time: undefined })]);
    expect(JSON.parse(refused.text)).toMatchObject({
      code: 400,
      num_records_imported: 0,
      failed_records: [{ index: 0 }],
    });
    const raw = Buffer.from(`${JSON.stringify(event())}\n{"event":`);
    expect(JSON.parse((await send(null, { raw })).text)).toMatchObject({
      num_records_imported: 1,
      failed_records: [{ index: 1 }],
    });
    expect(JSON.parse((await send("")).text)).toMatchObject({ code: 400, status: "Bad Request" });
    const many = await send(Array(2001).fill(event()));
    expect(JSON.parse(many.text)).toMatchObject({ code: 413, status: "Request Entity Too Large" });
    const large = await send(null, { raw: Buffer.alloc(11_000_000, "a") });
    expect(JSON.parse(large.text)).toMatchObject({ code: 413, error: expect.stringContaining("exceeds max limit") });
  });

  test("an empty distinct id is allowed; up to an hour ahead becomes the arrival", async () => {
    await send([event({ distinct_id: "", time: at.getTime() / 1000 + 3000 })]);
    expect(await stored()).toMatchObject([{ distinct_id: "", time: "2026-11-27 12:00:00+00" }]);
  });

  test("not strict: answered as /track, and what names nobody is kept under the empty id", async () => {
    const sent = [event({ distinct_id: "null", $insert_id: "a b" }), event({ time: undefined })];
    expect((await send(sent, { search: "" })).text).toBe("1");
    expect((await send([event({ time: 1 })], { search: "" })).text).toBe("0");
    expect(JSON.parse((await send([event()], { search: "?verbose=1" })).text)).toEqual({ error: "", status: 1 });
    expect(await stored()).toMatchObject([{ distinct_id: "ada" }, { distinct_id: "" }]);
  });

  test("[SEC-A] the project is the one of the credentials, whatever token the records name", async () => {
    const other = await makeEventProject();
    await send([event({ token: other.token })]);
    expect(await stored()).toHaveLength(1);
    expect(await rawSql()`select from events where dataset_id = ${other.datasetId}`).toHaveLength(0);
  });

  test("token, API secret, api_key in query and form, and the pair as it is", async () => {
    const form = `data=${encodeURIComponent(JSON.stringify(event()))}&api_key=${reversed()}`;
    const ways: Sending[] = [
      { headers: basic(project.token) },
      { headers: basic(secret()) },
      { headers: { authorization: `Basic ${project.token}:` } },
      { headers: {}, search: `?strict=1&api_key=${reversed()}` },
      { headers: {}, search: "?strict=1", raw: Buffer.from(form) },
    ];
    for (const way of ways) expect((await send([event()], way)).status).toBe(200);
    expect(await stored()).toHaveLength(1);
  });

  test("a rotated key works as long as it was given, and its use is noted", async () => {
    const old = "0123456789abcdef".repeat(2);
    await rawSql()`insert into previous_keys (id, project_id, kind, value, rotated_at, works_until)
      values ('key_1', ${project.projectId}, 'token', ${old}, ${at.toISOString()}, ${new Date(at.getTime() + 60_000).toISOString()})`;
    expect((await send([event()], { headers: basic(old) })).status).toBe(200);
    expect(await rawSql()`select last_used_at from previous_keys`).toMatchObject([
      { last_used_at: "2026-11-27 12:00:00+00" },
    ]);
    setClock(() => new Date(at.getTime() + 61_000));
    expect((await send([event()], { headers: basic(old) })).status).toBe(401);
  });

  test.each([
    ["nothing", {}],
    ["an unknown token", basic("f".repeat(32))],
    ["a token with a password", basic("token", "x")],
    ["another scheme", { authorization: "Bearer abc" }],
    ["rubbish", { authorization: "Basic %%%" }],
  ])("[SEC-A] %s opens nothing, and learns nothing of the body", async (_, headers) => {
    const answer = await send("", { headers });
    expect(answer).toMatchObject({ status: 401, headers: { "www-authenticate": expect.stringContaining("Basic") } });
    expect(JSON.parse(answer.text)).toEqual({ code: 401, error: "Invalid credentials", status: "Unauthorized" });
    expect(JSON.parse((await send([event()], { headers, search: "" })).text)).toMatchObject({ status: "error" });
    expect(await stored()).toEqual([]);
  });

  test("[V1] a service account imports into a project that it owns or administers, and into no other", async () => {
    setClock(() => new Date());
    const owner = await makeOrg();
    const [own, other] = [
      await makeEventProject({ orgId: owner.org.id }),
      await makeEventProject({ orgId: owner.org.id }),
    ];
    const given = { name: "Import", role: "member" as const, teams: [], expiresAt: null };
    const made = await createServiceAccount(owner, { ...given, projects: [{ id: own.projectId, role: "admin" }] });
    const weak = await createServiceAccount(owner, { ...given, projects: [{ id: own.projectId, role: "analyst" }] });
    const by = (account: typeof made, projectId: number, secret = account.secret) =>
      send([event({ time: Date.now() / 1000 })], {
        headers: basic(account.username, secret),
        search: `?strict=1&project_id=${projectId}`,
      });
    expect((await by(made, own.projectId)).status).toBe(200);
    expect(await rawSql()`select from events where dataset_id = ${own.datasetId}`).toHaveLength(1);
    for (const refused of [
      await by(made, other.projectId),
      await by(made, project.projectId),
      await by(weak, own.projectId),
      await by(made, own.projectId, "wrong"),
      await send([event()], { headers: basic(made.username, made.secret) }),
    ]) {
      expect(refused.status).toBe(401);
    }
  });

  test("a deleted project's keys open nothing", async () => {
    await rawSql()`update projects set deleted_at = now() where id = ${project.projectId}`;
    expect((await send([event()])).status).toBe(401);
    expect((await send([event()], { headers: basic(secret()) })).status).toBe(401);
  });
});
