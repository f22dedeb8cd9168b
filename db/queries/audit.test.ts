import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { AuditFilter } from "@/lib/audit/filter";
import { plainText } from "@/lib/audit/telling";
import { sentenceOf } from "@/lib/audit/words";
import { type AuditInput, writeAudit } from "@/lib/audit/write";
import type { Actor, OrgActor } from "@/lib/authz/actor";
import { newId } from "@/lib/ids";
import type { Cursor, ListPlace } from "@/lib/pagination";
import { addMember, makeOrg, makeProject, makeTeam, makeUser, outsider } from "@/lib/testing/factories";
import { type AuditRow, countAudit, findPersonInLog, listAuditAfter, listAuditOfPerson, searchAudit } from "./audit";

let owner: OrgActor;
let ben: OrgActor;
let stranger: OrgActor;
let project: number;
let team: string;
const start = Date.parse("2026-03-01T00:00:00Z");
let minute = 0;

/** Writes entries of one operation, a minute after the one before. */
async function write(actor: Actor, ...inputs: AuditInput[]): Promise<string> {
  minute += 1;
  const operationId = newId("operation");
  const scope = { actor, at: new Date(start + minute * 60_000), operationId };
  await db().transaction((tx) => writeAudit(tx, scope, inputs));
  return operationId;
}

let bulk: string;

beforeAll(async () => {
  owner = await makeOrg();
  ben = await addMember(owner, "member", await makeUser({ name: "Ben Lindqvist" }));
  stranger = await makeOrg({ name: "Elsewhere" });
  project = await makeProject(owner, { name: "Web app" });
  team = await makeTeam(owner, { name: "Growth" });
  const orgId = owner.org.id;
  const aTeam = { type: "team" as const, id: team };
  await write(owner, { orgId, action: "team.created", object: aTeam, after: { name: "Growth", role: "analyst" } });
  await write(owner, { orgId, action: "team.member_added", object: aTeam, after: { user: ben.user.id } });
  await write(owner, {
    orgId,
    projectId: project,
    action: "grant.given",
    object: { type: "grant", id: ben.user.id },
    after: { role: "analyst" },
  });
  bulk = await write(
    owner,
    ...Array.from({ length: 12 }, () => ({
      orgId,
      action: "member.role_changed" as const,
      object: { type: "member" as const, id: ben.user.id },
      before: { role: "member" },
      after: { role: "admin" },
    })),
  );
  await write(ben, { orgId, action: "user.signed_in", object: { type: "user", id: ben.user.id } });
  await write(outsider(), { orgId, action: "user.sign_in_failed", object: { type: "user", id: ben.user.id } });
  for (let i = 0; i < 130; i += 1) {
    const action = i % 2 === 0 ? "org.renamed" : "project.created";
    await write(i % 3 === 0 ? ben : owner, {
      orgId,
      action,
      object: { type: "org", id: orgId },
      after: { name: `Name ${i}` },
    });
  }
  await write(stranger, {
    orgId: stranger.org.id,
    action: "member.removed",
    object: { type: "member", id: ben.user.id },
  });
});

const first: ListPlace<"when"> = { sort: "when", dir: "desc", page: 1, cursor: null };

/** Every entry of the org as SQL written by hand sees it, newest first. */
async function byHand(where: string): Promise<string[]> {
  const rows = await db().execute<{ id: string }>(
    sql`select id from audit_entries where org_id = ${owner.org.id} and ${sql.raw(where)} order by at desc, seq desc`,
  );
  return rows.map((row) => row.id);
}

/** Follows Next to the end. */
async function allPages(filter: AuditFilter, dir: "asc" | "desc"): Promise<string[]> {
  const ids: string[] = [];
  let cursor: Cursor | null = null;
  for (let page = 1; ; page += 1) {
    const { rows } = await searchAudit(owner, filter, { sort: "when", dir, page, cursor });
    ids.push(...rows.map((row) => row.id));
    const last: AuditRow | undefined = rows.at(-1);
    if (!last || rows.length < 50) return ids;
    cursor = last.place;
  }
}

describe("[L1] the log narrowed by each filter", () => {
  const cases: [string, () => AuditFilter, () => string][] = [
    ["nothing", () => ({}), () => "true"],
    ["an action", () => ({ actions: ["org.renamed"] }), () => "action = 'org.renamed'"],
    [
      "several actions",
      () => ({ actions: ["org.renamed", "project.created", "grant.given"] }),
      () => "action in ('org.renamed', 'project.created', 'grant.given')",
    ],
    [
      "a person, who did it or whom it is about",
      () => ({ person: ben.user.id }),
      () =>
        `(actor_id = '${ben.user.id}' or (object_type in ('member','user','grant') and object_id = '${ben.user.id}') or after->>'user' = '${ben.user.id}')`,
    ],
    [
      "a person and actions",
      () => ({ person: ben.user.id, actions: ["org.renamed", "team.member_added"] }),
      () => `((actor_id = '${ben.user.id}' and action = 'org.renamed') or action = 'team.member_added')`,
    ],
    [
      "an object",
      () => ({ object: { type: "team", id: team } }),
      () => `object_type = 'team' and object_id = '${team}'`,
    ],
    [
      "an id of any kind",
      () => ({ objectId: { types: ["member", "user", "grant"], id: ben.user.id } }),
      () => `object_id = '${ben.user.id}'`,
    ],
    ["a project", () => ({ project }), () => `project_id = ${project}`],
    ["an operation", () => ({ operation: bulk }), () => `operation_id = '${bulk}'`],
    ["an address", () => ({ ip: owner.origin.ip ?? "" }), () => `ip = '${owner.origin.ip}'`],
    ["a request", () => ({ request: ben.origin.requestId ?? "" }), () => `request_id = '${ben.origin.requestId}'`],
    [
      "a time",
      () => ({ from: new Date(start + 10 * 60_000), until: new Date(start + 20 * 60_000) }),
      () => "at >= '2026-03-01T00:10:00Z' and at < '2026-03-01T00:20:00Z'",
    ],
    ["what cannot be", () => ({ nothing: true }), () => "false"],
  ];

  test.each(cases)("[L1] [Q2] by %s: rows, order, total and every page", async (_, filter, where) => {
    const ids = await byHand(where());
    expect(await countAudit(owner, filter())).toBe(ids.length);
    expect(await allPages(filter(), "desc")).toEqual(ids);
    expect(await allPages(filter(), "asc")).toEqual(ids.toReversed());
    const last = await searchAudit(owner, filter(), { ...first, page: "last" });
    expect(last.rows.map((row) => row.id)).toEqual(ids.slice(Math.floor(Math.max(0, ids.length - 1) / 50) * 50));
    const third = await searchAudit(owner, filter(), { ...first, page: 3 });
    if (ids.length > 100) expect(third.rows.map((row) => row.id)).toEqual(ids.slice(100, 150));
    const start = third.rows[0];
    if (!start || ids.length <= 100) return;
    const back = await searchAudit(owner, filter(), { ...first, page: 2, cursor: { ...start.place, side: "before" } });
    expect(back.rows.map((row) => row.id)).toEqual(ids.slice(50, 100));
  });

  test("[L1] files stop at the entry they began with, and read on from any place", async () => {
    const ids = await byHand("seq <= 20");
    const { rows } = await listAuditAfter(owner, { newest: 20 }, first, 15);
    const rest = await listAuditAfter(owner, { newest: 20 }, { ...first, cursor: rows[14]?.place ?? null }, 15);
    expect([...rows, ...rest.rows].map((row) => row.id)).toEqual(ids);
  });

  test("[L1] says how many entries an operation wrote", async () => {
    const { operations } = await searchAudit(owner, { operation: bulk }, first);
    expect([...operations]).toEqual([[bulk, 12]]);
  });
});

describe("[L1] names", () => {
  test("[L1] of today, of what is gone the last one known, of an erased person none", async () => {
    const orgId = owner.org.id;
    const gone = await makeUser({ name: "Gone Person" });
    const lost = newId("team");
    await write(owner, { orgId, action: "team.created", object: { type: "team", id: lost }, after: { name: "Old" } });
    await write(owner, {
      orgId,
      action: "team.renamed",
      object: { type: "team", id: lost },
      before: { name: "Old" },
      after: { name: "Newer" },
    });
    await write(owner, {
      orgId,
      action: "team.member_added",
      object: { type: "team", id: lost },
      after: { user: gone.user.id },
    });
    const say = async () => {
      const { rows, names } = await searchAudit(owner, { person: gone.user.id }, first);
      return rows.map((row) => plainText(sentenceOf(row), names));
    };
    expect(await say()).toEqual(["Ada Lovelace added Gone Person to the team Newer."]);
    await db().execute(sql`delete from users where id = ${gone.user.id}`);
    expect(await say()).toEqual(["Ada Lovelace added Former user to the team Newer."]);
  });

  test("[L1] a project is named with its grant", async () => {
    const { rows, names } = await searchAudit(owner, { project }, first);
    expect(rows.map((row) => plainText(sentenceOf(row), names))).toEqual([
      "Ada Lovelace gave Ben Lindqvist the role Analyst on Web app.",
    ]);
  });
});

describe("[L1] one org's log", () => {
  test("[L1] holds nothing of another org, also for a person who is in both stories", async () => {
    const { rows, total } = await searchAudit(stranger, { person: ben.user.id }, first);
    expect(total).toBe(1);
    expect(rows.map((row) => row.action)).toEqual(["member.removed"]);
    expect(await countAudit(owner, { actions: ["member.removed"] })).toBe(0);
    expect(await countAudit(stranger, { operation: bulk })).toBe(0);
    expect((await searchAudit(stranger, { operation: bulk }, first)).rows).toEqual([]);
  });

  test("[L1] names a person by e-mail only where the org knows them", async () => {
    const nobody = await makeUser({ name: "Nobody Here" });
    expect(await findPersonInLog(owner, ben.user.email.toUpperCase())).toMatchObject({ id: ben.user.id });
    expect(await findPersonInLog(owner, nobody.user.email)).toBeNull();
    expect(await findPersonInLog(owner, nobody.user.id)).toBeNull();
    expect(await findPersonInLog(stranger, ben.user.id)).toMatchObject({ name: "Ben Lindqvist" });
  });

  test("[U5] a person's newest entries, done and suffered", async () => {
    const { rows } = await listAuditOfPerson(owner, ben.user.id, 10);
    const all = await byHand(
      `(actor_id = '${ben.user.id}' or object_id = '${ben.user.id}' or after->>'user' = '${ben.user.id}')`,
    );
    expect(rows.map((row) => row.id)).toEqual(all.slice(0, 10));
  });
});
