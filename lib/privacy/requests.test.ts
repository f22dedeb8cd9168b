import { createPublicKey, verify } from "node:crypto";
import { BlobReader, TextWriter, ZipReader } from "@zip.js/zip.js";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { getPrivacyMail, getProjectRequest, readPrivacyFile, searchPrivacyRequests } from "@/db/queries/privacy";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { setClock } from "@/lib/clock";
import { erasePersonRows } from "@/lib/events/person-data";
import { storeEvents } from "@/lib/events/store-events";
import { handlers } from "@/lib/jobs/tasks";
import { lockDatasets } from "@/lib/projects/datasets";
import { makeDataset } from "@/lib/testing/event-project";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, onProject, unconfirmed } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { sendRecords } from "@/lib/testing/send-records";
import { twoConnections, waitsForLock } from "@/lib/testing/two-connections";
import { hashedId, receiptPublicKey, receiptText } from "./receipts";
import { askPrivacyRequest, cancelPrivacyRequest, type NewPrivacyRequest, takePrivacyFile } from "./requests";

let owner: OrgActor;
let actor: ProjectActor;
let token: string;
let datasetId: number;

const hour = 3600_000;
const day = 24 * hour;

beforeEach(async () => {
  owner = await makeOrg();
  const id = await makeProject(owner, { name: "Web" });
  actor = await onProject(owner, id);
  const [row] = await rawSql()<
    [{ token: string; dataset_id: string }]
  >`select token, dataset_id from projects where id = ${id}`;
  [token, datasetId] = [row.token, Number(row.dataset_id)];
});

const ask = (given: Partial<NewPrivacyRequest> = {}, by: ProjectActor = actor) =>
  askPrivacyRequest(by, {
    kind: "deletion",
    regulation: "GDPR",
    disclosure: "Data",
    ids: ["ada"],
    byApi: false,
    ...given,
  });

/** Does what is due `after` so many milliseconds. */
async function run(requestId: string, after = hour + 1000): Promise<void> {
  const restore = setClock(() => new Date(Date.now() + after));
  try {
    await handlers.run_privacy_request({ requestId }, { id: "1" });
  } finally {
    restore();
  }
}

async function see(id: string, events: number, properties: object = {}): Promise<void> {
  const records = Array.from({ length: events }, (_, n) => ({
    event: n % 2 === 0 ? "Seen" : "Bought",
    properties: {
      token,
      distinct_id: id,
      time: Date.now() / 1000 - n,
      $insert_id: `${n}`,
      mp_lib: "web",
      ...properties,
    },
  }));
  await sendRecords("track", records);
  await sendRecords("engage", { $token: token, $distinct_id: id, $set: { $name: id } });
}

const alias = (distinct_id: string, name: string) =>
  sendRecords("track", { event: "$create_alias", properties: { token, distinct_id, alias: name, $insert_id: name } });

async function left(dataset = datasetId) {
  const [row] = await rawSql()`
    select (select count(*)::int from events where dataset_id = ${dataset}) as events,
      (select count(*)::int from profiles where dataset_id = ${dataset}) as profiles,
      (select count(*)::int from aliases where dataset_id = ${dataset}) as aliases,
      (select count(*)::int from timeless_events where dataset_id = ${dataset}) as remembered,
      coalesce((select sum(events)::int from event_days where dataset_id = ${dataset}), 0) as named,
      coalesce((select profiles::int from profile_counts where dataset_id = ${dataset}), 0) as counted`;
  return row;
}

const request = (id: string) => getProjectRequest(actor, id);

describe("[D1] [G2] a deletion", () => {
  test("removes events, profile and aliases of the id and of its aliases, and nobody else's; billed usage stays (E3)", async () => {
    await see("ada", 7);
    await see("device-1", 2);
    await see("bob", 3);
    await alias("ada", "device-1");
    await sendRecords("track", { event: "Now", properties: { token, distinct_id: "ada", $insert_id: "n" } });
    const before = await rawSql()`select sum(events)::int as n from usage_days where org_id = ${owner.org.id}`;
    const { id } = await ask();
    await run(id);
    expect(await left()).toEqual({ events: 3, profiles: 1, aliases: 0, remembered: 0, named: 3, counted: 1 });
    expect(await request(id)).toMatchObject({ status: "SUCCESS", events: 11, profiles: 2, aliases: 1, idsDone: 1 });
    expect(await rawSql()`select sum(events)::int as n from usage_days where org_id = ${owner.org.id}`).toEqual(before);
  });

  test("an alias alone is only that id: the person it was joined to stays", async () => {
    await see("ada", 2);
    await see("device-1", 2);
    await alias("ada", "device-1");
    const { id } = await ask({ ids: ["device-1"] });
    await run(id);
    expect(await left()).toMatchObject({ events: 3, profiles: 1, aliases: 0 });
  });

  test("reaches what a reset took out of sight, so that restoring does not bring the person back", async () => {
    const old = await makeDataset();
    await rawSql()`
      insert into project_resets (id, project_id, dataset_id, reset_at, reset_by)
      values (${`prs_${"0".repeat(24)}`}, ${actor.project.id}, ${old}, now(), ${owner.user.id})`;
    await rawSql()`insert into profiles values (${old}, 'ada', '{}', now(), now())`;
    await rawSql()`insert into events values (${old}, 'ada', now(), 'Seen', 'x', '{}', now())`;
    const { id } = await ask();
    await run(id);
    expect(await left(old)).toMatchObject({ events: 0, profiles: 0 });
    expect(await request(id)).toMatchObject({ events: 1, profiles: 1 });
  });

  test("goes on where a crash stopped it, and counts everything once", async () => {
    await see("ada", 30);
    await see("bob", 30);
    const { id } = await ask({ ids: ["ada", "bob"] });
    // The first batches commit, as the job's do; then it is as if the process had died.
    const restore = setClock(() => new Date(Date.now() + hour + 1000));
    const { beginPrivacyRequest } = await import("./running");
    await beginPrivacyRequest(id);
    restore();
    const first = await db().transaction((tx) => erasePersonRows(tx, [datasetId], "ada", 20));
    await rawSql()`update privacy_requests set events = 20 where id = ${id}`;
    expect(first).toMatchObject({ events: 20, done: false });
    await run(id);
    expect(await left()).toMatchObject({ events: 0, profiles: 0, named: 0, counted: 0 });
    expect(await request(id)).toMatchObject({ status: "SUCCESS", events: 60, profiles: 2, idsDone: 2 });
  });

  test("gives a receipt that others can check: hashes of the ids, what went, that nothing is left", async () => {
    await see("ada", 2);
    const { id } = await ask({ ids: ["ada", "nobody"] });
    await run(id);
    const done = await request(id);
    if (!done?.receipt || !done.signature) throw new Error("no receipt");
    expect(done.receipt).toMatchObject({
      request: id,
      ids: [hashedId("ada"), hashedId("nobody")],
      removed: { events: 2, profiles: 1, aliases: 0 },
      remaining: { events: 0, profiles: 0, aliases: 0 },
    });
    const check = (text: string) =>
      verify(null, Buffer.from(text), createPublicKey(receiptPublicKey()), Buffer.from(done.signature ?? "", "base64"));
    expect(check(receiptText(done.receipt))).toBe(true);
    expect(check(receiptText({ ...done.receipt, removed: { events: 3, profiles: 1, aliases: 0 } }))).toBe(false);
  });

  test("can be cancelled for an hour, then not any more", async () => {
    await see("ada", 2);
    const { id } = await ask();
    await run(id, 50 * 60_000);
    expect(await request(id)).toMatchObject({ status: "PENDING" });
    await cancelPrivacyRequest(actor, { requestId: id });
    await run(id);
    expect(await request(id)).toMatchObject({ status: "REVOKED" });
    expect(await left()).toMatchObject({ events: 2 });
    const again = await ask();
    await run(again.id);
    expect(await refusal(cancelPrivacyRequest(actor, { requestId: again.id }))).toBe("changed_meanwhile");
  });

  test("of what is queued is refused; of what ended or was cancelled is not", async () => {
    const { id } = await ask({ ids: ["ada", "bob"] });
    expect(await refusal(ask({ ids: ["bob"] }))).toBe("already_added");
    await ask({ ids: ["bob"], kind: "retrieval" });
    await cancelPrivacyRequest(actor, { requestId: id });
    await ask({ ids: ["bob"] });
  });

  test("2,000 ids", async () => {
    await see("person 1999", 2);
    const { id } = await ask({ ids: Array.from({ length: 2000 }, (_, n) => `person ${n}`) });
    for (let part = 0; part < 60 && (await request(id))?.status !== "SUCCESS"; part += 1) await run(id);
    expect(await request(id)).toMatchObject({ status: "SUCCESS", idsDone: 2000, events: 2 });
  }, 60_000);

  test("what arrives while it runs is gone over again", async () => {
    await see("ada", 2);
    const { id } = await ask();
    const restore = setClock(() => new Date(Date.now() + hour + 1000));
    const { beginPrivacyRequest, finishDeletion } = await import("./running");
    await beginPrivacyRequest(id);
    expect(await finishDeletion(id)).toBe(false);
    restore();
    await run(id);
    expect(await request(id)).toMatchObject({ status: "SUCCESS" });
  });
});

describe("[D1] [G2] a retrieval", () => {
  async function unzipped(id: string): Promise<Map<string, string>> {
    const parts: Uint8Array[] = [];
    for await (const part of readPrivacyFile(id)) parts.push(part);
    const entries = await new ZipReader(new BlobReader(new Blob(parts as BlobPart[])), {
      useWebWorkers: false,
    }).getEntries();
    const files = new Map<string, string>();
    for (const entry of entries) {
      if (!entry.directory) files.set(entry.filename, (await entry.getData?.(new TextWriter())) ?? "");
    }
    return files;
  }

  test("gives one archive: events, profiles and aliases as JSON a line, and a summary", async () => {
    await see("ada", 5, { word: "Größe 😀" });
    await see("device-1", 1);
    await see("bob", 3);
    await alias("ada", "device-1");
    const { id } = await ask({ kind: "retrieval" });
    await run(id, 0);
    const files = await unzipped(id);
    expect([...files.keys()]).toEqual(["events.jsonl", "profiles.jsonl", "aliases.jsonl", "summary.txt"]);
    const events = (files.get("events.jsonl") ?? "")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events).toHaveLength(7);
    expect(events.every((event) => event.distinct_id !== "bob")).toBe(true);
    expect(events[0]).toMatchObject({ distinct_id: "ada", properties: { word: "Größe 😀" } });
    expect((files.get("profiles.jsonl") ?? "").trim().split("\n")).toHaveLength(2);
    expect(JSON.parse(files.get("aliases.jsonl") ?? "")).toEqual({ id: "ada", ids: ["ada", "device-1"] });
    expect(files.get("summary.txt")).toContain("Bought: 2");
    expect(await request(id)).toMatchObject({ status: "SUCCESS", events: 7, profiles: 2, aliases: 1 });
    expect(await left()).toMatchObject({ events: 10 });
    expect((await takePrivacyFile(actor, { requestId: id })).bytes).toBeGreaterThan(100);
    expect(await auditedIn(owner.org.id)).toEqual([
      "privacy.requested",
      "privacy.started",
      "privacy.finished",
      "privacy.file_downloaded",
    ]);
  });

  test.each([
    ["Categories", "Kinds of events:"],
    ["Sources", "web: 1"],
  ] as const)("under the CCPA, %s: no data, only that, of the last year", async (disclosure, told) => {
    await see("ada", 1);
    await rawSql()`insert into events values (${datasetId}, 'ada', now() - interval '366 days', 'Old', 'x', '{}', now())`;
    const { id } = await ask({ kind: "retrieval", regulation: "CCPA", disclosure });
    await run(id, 0);
    const files = await unzipped(id);
    expect([...files.keys()]).toEqual(["summary.txt"]);
    expect(files.get("summary.txt")).toContain(told);
    expect(files.get("summary.txt")).not.toContain("Old");
  });

  test("a job that is tried again writes the archive anew", async () => {
    await see("ada", 1);
    const { id } = await ask({ kind: "retrieval" });
    const { beginPrivacyRequest } = await import("./running");
    await beginPrivacyRequest(id);
    await rawSql()`insert into privacy_files values (${id}, 0, 'half')`;
    await run(id, 0);
    expect((await unzipped(id)).size).toBe(4);
  });

  test("the archive expires after 30 days, and the ids are forgotten with it", async () => {
    await see("ada", 1);
    const { id } = await ask({ kind: "retrieval" });
    await run(id, 0);
    const restore = setClock(() => new Date(Date.now() + 31 * day));
    expect(await refusal(takePrivacyFile(actor, { requestId: id }))).toBe("NotFound");
    await handlers.tend_privacy({}, { id: "1" });
    restore();
    expect(await rawSql()`select from privacy_files where request_id = ${id}`).toHaveLength(0);
    expect(await request(id)).toMatchObject({ ids: [], idCount: 1, fileBytes: null });
  });

  test("50,000 events in parts, in bounded memory", async () => {
    await rawSql()`
      insert into events select ${datasetId}, 'ada', now() - n * interval '1 second', 'Seen', n::text, '{"a": 1}', now()
      from generate_series(1, 50000) n`;
    const { id } = await ask({ kind: "retrieval" });
    await run(id, 0);
    const [parts] =
      await rawSql()`select count(*)::int as n, max(length(bytes))::int as most from privacy_files where request_id = ${id}`;
    expect(parts?.n).toBeGreaterThan(1);
    expect(parts?.most).toBeLessThan(1_000_000);
    expect(((await unzipped(id)).get("events.jsonl") ?? "").split("\n")).toHaveLength(50_001);
  }, 60_000);
});

describe("[D1] who may, and when", () => {
  test("[SEC-A] not below project admin; another org's request is not found; a deletion wants a confirmation", async () => {
    const analyst = await addMember(owner, "member");
    await giveGrant(analyst, actor.project.id, "analyst");
    expect(await refusal(ask({}, await onProject(analyst, actor.project.id)))).toBe("Forbidden");
    expect(await refusal(ask({}, unconfirmed(actor)))).toBe("ConfirmationNeeded");
    expect(await refusal(ask({ kind: "retrieval" }, unconfirmed(actor)))).toBe("done");
    const other = await makeOrg();
    const foreign = await onProject(other, await makeProject(other));
    const { id } = await ask();
    expect(await refusal(cancelPrivacyRequest(foreign, { requestId: id }))).toBe("NotFound");
    expect(await refusal(takePrivacyFile(foreign, { requestId: id }))).toBe("NotFound");
    expect(await getProjectRequest(foreign, id)).toBeNull();
    expect((await searchPrivacyRequests(other, { q: "", kind: null, status: null }, 1)).total).toBe(0);
  });

  test("due in 30 days under the GDPR and 45 under the CCPA; owners hear of it a week before, once", async () => {
    const gdpr = await ask();
    const ccpa = await ask({ ids: ["bob"], regulation: "CCPA" });
    const due = async (id: string) =>
      Math.round(((await request(id))?.dueAt.getTime() ?? 0 - Date.now()) / day - Date.now() / day);
    expect([await due(gdpr.id), await due(ccpa.id)]).toEqual([30, 45]);
    await rawSql()`update privacy_requests set starts_at = now() + interval '60 days'`;
    const restore = setClock(() => new Date(Date.now() + 24 * day));
    await handlers.tend_privacy({}, { id: "1" });
    await handlers.tend_privacy({}, { id: "2" });
    restore();
    const told = await db().execute(
      sql`select object_id as id from audit_entries where org_id = ${owner.org.id} and action = 'privacy.reminded'`,
    );
    expect(told.map((row) => row.id)).toEqual([gdpr.id]);
    expect((await getPrivacyMail(gdpr.id, "due"))?.to).toEqual([owner.user.email]);
  });

  test("what does not end in three days has failed, and what a crash left begins again", async () => {
    const { id } = await ask();
    const restore = setClock(() => new Date(Date.now() + hour + 1000));
    await handlers.tend_privacy({}, { id: "1" });
    const waiting =
      await rawSql()`select payload from graphile_worker._private_jobs j where payload::text like ${`%${id}%`}`;
    expect(waiting.length).toBeGreaterThan(1);
    restore();
    await rawSql()`update privacy_requests set status = 'STARTED', started_at = now() - interval '4 days' where id = ${id}`;
    await handlers.tend_privacy({}, { id: "2" });
    expect(await request(id)).toMatchObject({ status: "FAILURE" });
  });

  test("the log is found by a project's name and by an id exactly", async () => {
    await ask({ ids: ["ada@example.test"] });
    const total = async (q: string) => (await searchPrivacyRequests(owner, { q, kind: null, status: null }, 1)).total;
    expect([await total("we"), await total("ada@example.test"), await total("ada")]).toEqual([1, 1, 0]);
    expect((await searchPrivacyRequests(owner, { q: "", kind: "retrieval", status: null }, 1)).total).toBe(0);
    expect((await searchPrivacyRequests(owner, { q: "", kind: null, status: "PENDING" }, 1)).total).toBe(1);
  });
});

test("[E2] events that are stored while a person is erased are counted as they lie", async () => {
  await see("ada", 40);
  const erase = async () => {
    for (;;) {
      const { done } = await db().transaction((tx) => erasePersonRows(tx, [datasetId], "ada", 7));
      if (done) return;
    }
  };
  const store = async () => {
    for (let n = 0; n < 20; n += 1) await storeSeen("bob", n);
  };
  await Promise.all([erase(), store()]);
  expect(await left()).toMatchObject({ events: 20, named: 20, profiles: 0 });
});

test("[E2] what arrives for a person waits until a batch of their erasure is done", async () => {
  await see("ada", 3);
  const { first, end } = twoConnections();
  const arriving = await db().transaction(async (tx) => {
    const datasets = await lockDatasets(tx, actor.project.id);
    const waits = storeSeen("ada", 1);
    await waitsForLock(first);
    expect(await erasePersonRows(tx, datasets, "ada", 100)).toMatchObject({ events: 3, done: true });
    return { waits };
  });
  await arriving.waits;
  expect(await left()).toMatchObject({ events: 1, named: 1 });
  await end();
});

test("[G1] [E4] events that expire under the erasure's hands undo the batch; the next try counts what is there", async () => {
  await see("ada", 5);
  const { first, second, end } = twoConnections();
  await first`begin`;
  await first`delete from events where dataset_id = ${datasetId} and time = (select max(time) from events where dataset_id = ${datasetId})`;
  const erase = () => db().transaction((tx) => erasePersonRows(tx, [datasetId], "ada", 100));
  const failed = expect(erase()).rejects.toThrow("Of 5 events of a person 1 went by themselves");
  await waitsForLock(second);
  await first`commit`;
  await failed;
  expect(await left()).toMatchObject({ events: 4 });
  expect(await erase()).toMatchObject({ events: 4, done: true });
  await end();
});

function storeSeen(distinctId: string, n: number): Promise<number> {
  const event = { token, event: "Seen", distinctId, time: Date.now() - n, sentTime: undefined, insertId: `b${n}` };
  return storeEvents([{ ...event, repetition: "key", properties: "{}", arrival: Date.now() }]);
}
