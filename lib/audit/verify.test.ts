import { asc, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { auditChains, auditEntries } from "@/db/schema";
import { newSecret } from "@/lib/ids";
import { createProject } from "@/lib/projects/projects";
import { addMember, makeOrg } from "@/lib/testing/factories";
import { renameOrg } from "../orgs/orgs";
import { canonicalJson, type Json } from "./chain";
import { recordDenial } from "./denials";
import { verifyChain } from "./verify";

async function readChain(orgId: number) {
  const chain = `org:${orgId}`;
  const entries = await db()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, chain))
    .orderBy(asc(auditEntries.seq));
  const [head] = await db().select().from(auditChains).where(eq(auditChains.chain, chain));
  return { entries, head };
}

async function verify(orgId: number) {
  const { entries, head } = await readChain(orgId);
  return verifyChain(entries, head);
}

/** An org with six entries, some with nested JSON and letters of other scripts. */
async function orgWithHistory() {
  const owner = await makeOrg();
  for (const name of ["Ärger & Söhne", "株式会社", 'Quote " and \\', "Acme 2"]) await renameOrg(owner, { name });
  await createProject(owner, { name: "Web", timezone: "Europe/Berlin", requestKey: newSecret() });
  await recordDenial(await addMember(owner, "member"), "org.delete");
  return owner.org.id;
}

/** As a database superuser who silences the triggers. */
async function tamper(statement: string): Promise<void> {
  await rawSql().begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });
}

describe("[L1] the hash chain", () => {
  test("[L1] of an org with a history is whole, and holds the denial", async () => {
    const orgId = await orgWithHistory();
    const { entries, head } = await readChain(orgId);
    expect(entries.map((entry) => entry.action)).toEqual([
      ...Array(4).fill("org.renamed"),
      "project.created",
      "member.denied",
    ]);
    expect(entries.map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(head?.seq).toBe(6);
    expect(verifyChain(entries, head)).toBeNull();
  });

  test.each([
    [
      "a middle entry taken out",
      "delete from audit_entries where chain = '@' and seq = 3",
      { seq: 3, fault: "missing" },
    ],
    [
      "the first entry taken out",
      "delete from audit_entries where chain = '@' and seq = 1",
      { seq: 1, fault: "missing" },
    ],
    ["the newest entry cut off", "delete from audit_entries where chain = '@' and seq = 6", { seq: 6, fault: "cut" }],
    ["all entries cut off", "delete from audit_entries where chain = '@'", { seq: 1, fault: "cut" }],
    [
      "a middle entry taken out and the rest renumbered",
      "delete from audit_entries where chain = '@' and seq = 3; update audit_entries set seq = -seq + 1 where chain = '@' and seq > 3; update audit_entries set seq = -seq where chain = '@' and seq < 0",
      { seq: 3, fault: "altered" },
    ],
    [
      "two entries exchanged",
      "update audit_entries set seq = -5 where chain = '@' and seq = 2; update audit_entries set seq = 2 where chain = '@' and seq = 4; update audit_entries set seq = 4 where chain = '@' and seq = -5",
      { seq: 2, fault: "altered" },
    ],
  ])("[L1] shows %s", async (_, statement, fault) => {
    const orgId = await orgWithHistory();
    expect(await verify(orgId)).toBeNull();
    await tamper(statement.replaceAll("@", `org:${orgId}`));
    expect(await verify(orgId)).toEqual(fault);
  });

  test.each([
    ["actor_id", "'usr_somebody'"],
    ["actor_kind", "'system'"],
    ["action", "'org.created'"],
    ["object_type", "'project'"],
    ["object_id", "'1'"],
    ["org_id", "null"],
    ["project_id", "100000001"],
    ["at", "at + interval '1 millisecond'"],
    ["before", `'{"name":"Other"}'`],
    ["after", `'{"name":"Other"}'`],
    ["operation_id", "'op_other'"],
    ["request_id", "null"],
    ["ip", "'10.0.0.1'"],
    ["agent", "null"],
    ["id", "'aud_other_' || org_id"],
  ])("[L1] shows a change of %s in one entry", async (column, value) => {
    const orgId = await orgWithHistory();
    await tamper(`update audit_entries set "${column}" = ${value} where chain = 'org:${orgId}' and seq = 2`);
    expect(await verify(orgId)).toEqual({ seq: 2, fault: "altered" });
  });
});

describe("[L1] the database refuses to change what was written", () => {
  test.each([
    ["alter", "update audit_entries set actor_id = null where org_id = @"],
    ["delete", "delete from audit_entries where org_id = @"],
    ["truncate", "truncate audit_entries"],
    ["truncate with others", "truncate orgs cascade; truncate audit_entries cascade"],
  ])("[L1] to %s (SEC-R71)", async (_, statement) => {
    const orgId = await orgWithHistory();
    await expect(rawSql().unsafe(statement.replace("@", String(orgId)))).rejects.toMatchObject({ code: "42501" });
    expect(await verify(orgId)).toBeNull();
  });

  test("[L1] the same number twice in one chain", async () => {
    const orgId = await orgWithHistory();
    await expect(
      db().execute(sql`insert into audit_entries
        select 'aud_twice', chain, seq, org_id, at, actor_kind, actor_id, action, object_type, object_id, project_id,
          before, after, operation_id, request_id, ip, agent, prev_hash, hash
        from audit_entries where org_id = ${orgId} and seq = 1`),
    ).rejects.toThrow();
  });
});

test("[L1] one value has one spelling, whatever the order of its keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const turned = (json: Json): Json =>
        json !== null && typeof json === "object" && !Array.isArray(json)
          ? Object.fromEntries(
              Object.entries(json)
                .reverse()
                .map(([key, part]) => [key, turned(part)]),
            )
          : json;
      expect(canonicalJson(turned(value as Json))).toBe(canonicalJson(value as Json));
      expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(canonicalJson({ b: 1, a: [true, null, "ü"] })).toBe('{"a":[true,null,"ü"],"b":1}');
});
