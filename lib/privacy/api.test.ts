import { beforeEach, describe, expect, test } from "vitest";
import { DELETE, GET, POST } from "@/app/api/app/data-deletions/v3.0/[[...path]]/route";
import { GET as getRetrieval, POST as postRetrieval } from "@/app/api/app/data-retrievals/v3.0/[[...path]]/route";
import { rawSql } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { setClock } from "@/lib/clock";
import { handlers } from "@/lib/jobs/tasks";
import { addMember, giveGrant, makeOrg, makeProject } from "@/lib/testing/factories";
import { sendRecords } from "@/lib/testing/send-records";
import { makeGdprToken, revokeGdprToken } from "@/lib/users/gdpr-token";

let owner: OrgActor;
let projectId: number;
let token: string;
let bearer: string;

beforeEach(async () => {
  owner = await makeOrg();
  projectId = await makeProject(owner, { name: "Web" });
  const [row] = await rawSql()<[{ token: string }]>`select token from projects where id = ${projectId}`;
  token = row.token;
  bearer = await makeGdprToken(owner);
});

type Call = { path?: string[]; body?: unknown; by?: string | null; project?: string; ip?: string };

async function call(
  handler: typeof GET,
  method: string,
  { path = [], body, by = bearer, project = token, ip = "192.0.2.7" }: Call = {},
) {
  const url = `http://localhost:3000/api/app/data-deletions/v3.0/${path.join("/")}?token=${project}`;
  const headers = { "x-client-ip": ip, ...(by && { authorization: `Bearer ${by}` }) };
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const answer = await handler(new Request(url, { method, headers, body: text }), {
    params: Promise.resolve({ path }),
  });
  const said = await answer.text();
  return { status: answer.status, headers: answer.headers, json: said.startsWith("{") ? JSON.parse(said) : said };
}

const post = (body: unknown, more: Call = {}) => call(POST, "POST", { body, ...more });

async function run(id: string): Promise<void> {
  const restore = setClock(() => new Date(Date.now() + 2 * 3600_000));
  await handlers.run_privacy_request({ requestId: id }, { id: "1" });
  restore();
}

describe("[G1] the GDPR API", () => {
  test("a deletion from beginning to end", async () => {
    await sendRecords("track", { event: "Seen", properties: { token, distinct_id: "1" } });
    const made = await post({ distinct_ids: ["1"], compliance_type: "GDPR" });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      status: "ok",
      results: {
        task_id: expect.stringMatching(/^prv_/),
        status: "PENDING",
        result: "",
        results: "",
        tracking_id: made.json.results.task_id,
        project_id: projectId,
        compliance_type: "gdpr",
        disclosure_type: "DATA",
        date_requested: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
        requesting_user: owner.user.email,
        destination_url: null,
        distinct_id_count: 1,
      },
    });
    const id = made.json.results.task_id;
    const asked = await call(GET, "GET", { path: [id] });
    expect(asked).toMatchObject({ status: 200, json: { results: { status: "PENDING", distinct_ids: ["1"] } } });
    await run(id);
    expect((await call(GET, "GET", { path: [id] })).json.results).toMatchObject({ status: "SUCCESS", result: "" });
    expect(
      await rawSql()`select from events e join projects p using (dataset_id) where p.id = ${projectId}`,
    ).toHaveLength(0);
    const list = await call(GET, "GET");
    expect(list.json.results).toMatchObject([{ tracking_id: id }]);
  });

  test("cancelling: 204 while it waits, by its id or by the people's; 405 once it has begun", async () => {
    const first = (await post({ distinct_ids: ["1"] })).json.results.task_id;
    expect((await call(DELETE, "DELETE", { path: [first] })).status).toBe(204);
    expect((await call(GET, "GET", { path: [first] })).json.results.status).toBe("REVOKED");
    const second = (await post({ distinct_ids: ["1", "2"] })).json.results.task_id;
    expect((await call(DELETE, "DELETE", { body: { distinct_ids: ["1"] } })).status).toBe(404);
    expect((await call(DELETE, "DELETE", { body: { distinct_ids: ["1", "2", "3"] } })).status).toBe(204);
    expect((await call(GET, "GET", { path: [second] })).json.results.status).toBe("REVOKED");
    const third = (await post({ distinct_ids: ["1"] })).json.results.task_id;
    await run(third);
    expect(await call(DELETE, "DELETE", { path: [third] })).toMatchObject({ status: 405, json: { status: "error" } });
  });

  test("a retrieval gives a link that opens with the token, and only for the right resource", async () => {
    await sendRecords("track", { event: "Seen", properties: { token, distinct_id: "1" } });
    const made = await call(postRetrieval, "POST", {
      body: { distinct_ids: ["1"], compliance_type: "ccpa", disclosure_type: "Data" },
    });
    expect(made.json.results).toMatchObject({ compliance_type: "ccpa", status: "PENDING" });
    const id = made.json.results.task_id;
    await run(id);
    const done = (await call(getRetrieval, "GET", { path: [id] })).json.results;
    expect(done).toMatchObject({ status: "SUCCESS", results: done.result, destination_url: done.result });
    expect(new URL(done.result).pathname).toBe(`/api/app/data-retrievals/v3.0/${id}/file`);
    const file = await call(getRetrieval, "GET", { path: [id, "file"] });
    expect(file).toMatchObject({ status: 200 });
    expect(file.headers.get("content-type")).toBe("application/zip");
    expect(String(file.json).startsWith("PK")).toBe(true);
    expect((await call(getRetrieval, "GET", { path: [id, "file"], by: null })).status).toBe(401);
    expect((await call(GET, "GET", { path: [id] })).status).toBe(404);
  });

  test.each([
    ["no JSON", "nothing"],
    ["a list", []],
    ["no ids", { distinct_ids: [] }],
    ["ids that are none", { distinct_ids: [{}] }],
    ["an empty id", { distinct_ids: [""] }],
    ["too long an id", { distinct_ids: ["x".repeat(256)] }],
    ["too many ids", { distinct_ids: Array.from({ length: 2001 }, (_, id) => id) }],
    ["another law", { distinct_ids: ["1"], compliance_type: "HIPAA" }],
    ["another disclosure", { distinct_ids: ["1"], disclosure_type: "All" }],
  ])("400 for %s, and nothing is made", async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, json: { status: "error", error: expect.any(String) } });
    expect(await rawSql()`select from privacy_requests where project_id = ${projectId}`).toHaveLength(0);
  });

  test("409 for what is queued; a number counts as its text", async () => {
    await post({ distinct_ids: [1] });
    expect(await post({ distinct_ids: ["1"] })).toMatchObject({ status: 409, json: { status: "error" } });
  });

  test("429 beyond the pace, with the wait", async () => {
    let last = await post({ distinct_ids: ["0"] });
    for (let n = 1; n < 12 && last.status !== 429; n += 1) last = await post({ distinct_ids: [`${n}`] });
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("[SEC-A] 401 and 403: no token, a revoked one, another project's, an analyst's, somebody who left", async () => {
    const body = { distinct_ids: ["1"] };
    expect((await post(body, { by: null })).status).toBe(401);
    expect((await post(body, { by: "x".repeat(43) })).status).toBe(401);
    expect((await post(body, { project: "f".repeat(32) })).status).toBe(403);
    const other = await makeOrg();
    const foreign = await makeProject(other);
    const [row] = await rawSql()<[{ token: string }]>`select token from projects where id = ${foreign}`;
    expect((await post(body, { project: row.token })).status).toBe(403);
    const analyst = await addMember(owner, "member");
    await giveGrant(analyst, projectId, "analyst");
    const weak = await makeGdprToken(analyst);
    expect((await post(body, { by: weak })).status).toBe(403);
    await rawSql()`update project_grants set role = 'admin' where user_id = ${analyst.user.id}`;
    expect((await post(body, { by: weak })).status).toBe(201);
    await rawSql()`delete from members where user_id = ${analyst.user.id}`;
    expect((await post({ distinct_ids: ["2"] }, { by: weak })).status).toBe(403);
    await revokeGdprToken(owner);
    expect((await post(body)).status).toBe(401);
  });

  test("[SEC-A] another project's request is not found, and nobody guesses tokens for long", async () => {
    const { task_id: id } = (await post({ distinct_ids: ["1"] })).json.results;
    const second = await makeProject(owner);
    const [row] = await rawSql()<[{ token: string }]>`select token from projects where id = ${second}`;
    expect(await call(GET, "GET", { path: [id], project: row.token })).toMatchObject({
      status: 404,
      json: { results: { status: "NOT_FOUND" } },
    });
    let last = 401;
    for (let n = 0; n < 62 && last === 401; n += 1)
      last = (await call(GET, "GET", { by: "y".repeat(43), ip: "192.0.2.99" })).status;
    expect(last).toBe(429);
  });
});
