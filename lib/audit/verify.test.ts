import { asc, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { auditChains, auditEntries } from "@/db/schema";
import { newSecret } from "@/lib/ids";
import { createProject } from "@/lib/projects/projects";
import { addMember, makeOrg } from "@/lib/testing/factories";
import { renameOrg } from "../orgs/orgs";
import { canonicalJson, chainHash, type Json } from "./chain";
import { recordDenial } from "./denials";
import { type ChainFault, faultWords, verifyChain } from "./verify";
import { verifyAudit } from "./verify-all";
import { hashedPart } from "./write";

/** What the command finds in an org's chain, in order. */
async function found(orgId: number) {
  const faults: Pick<ChainFault, "seq" | "fault" | "count">[] = [];
  await verifyAudit({ chain: `org:${orgId}` }, ({ seq, fault, count }) =>
    faults.push({ seq, fault, ...(count && { count }) }),
  );
  return faults;
}

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

  const entries = "delete from audit_entries where chain = '@'";
  const swap =
    "update audit_entries set seq = -5 where chain = '@' and seq = 2; update audit_entries set seq = 2 where chain = '@' and seq = 4; update audit_entries set seq = 4 where chain = '@' and seq = -5";
  const renumber =
    "update audit_entries set seq = -seq + 1 where chain = '@' and seq > 3; update audit_entries set seq = -seq where chain = '@' and seq < 0";
  const copy = (seq: string) => `insert into audit_entries
    select 'aud_copy_@', chain, ${seq}, org_id, at, actor_kind, actor_id, action, object_type, object_id, project_id, before,
      after, operation_id, request_id, ip, agent, prev_hash, hash from audit_entries where chain = '@' and seq = 6`;
  test.each<[string, string, unknown[]]>([
    ["a middle entry taken out", `${entries} and seq = 3`, [{ seq: 3, fault: "missing", count: 1 }]],
    ["two taken out", `${entries} and seq in (3, 4)`, [{ seq: 3, fault: "missing", count: 2 }]],
    ["the first entry taken out", `${entries} and seq = 1`, [{ seq: 1, fault: "missing", count: 1 }]],
    ["the newest entry cut off", `${entries} and seq = 6`, [{ seq: 6, fault: "cut", count: 1 }]],
    ["all entries cut off", entries, [{ seq: 1, fault: "cut", count: 6 }]],
    [
      "a middle entry taken out and the rest renumbered",
      `${entries} and seq = 3; ${renumber}`,
      [
        { seq: 3, fault: "altered" },
        { seq: 4, fault: "altered" },
        { seq: 5, fault: "altered" },
        { seq: 6, fault: "cut", count: 1 },
      ],
    ],
    [
      "two entries exchanged",
      swap,
      [
        { seq: 2, fault: "altered" },
        { seq: 3, fault: "unlinked" },
        { seq: 4, fault: "altered" },
        { seq: 5, fault: "unlinked" },
      ],
    ],
    [
      "one put in behind the end",
      copy("7"),
      [
        { seq: 7, fault: "added" },
        { seq: 7, fault: "altered" },
      ],
    ],
    [
      "one put in behind the end, with the head moved along",
      `${copy("7")}; update audit_chains set seq = 7 where chain = '@'`,
      [{ seq: 7, fault: "altered" }],
    ],
    [
      "a head set back",
      "update audit_chains set seq = 4 where chain = '@'",
      [
        { seq: 5, fault: "added" },
        { seq: 6, fault: "added" },
      ],
    ],
    ["a head set forward", "update audit_chains set seq = 9 where chain = '@'", [{ seq: 7, fault: "cut", count: 3 }]],
    [
      "another hash in the head",
      "update audit_chains set hash = '\\x00' where chain = '@'",
      [{ seq: 6, fault: "head" }],
    ],
    [
      "no head at all",
      "delete from audit_chains where chain = '@'",
      [1, 2, 3, 4, 5, 6].map((seq) => ({ seq, fault: "added" })),
    ],
    [
      "two changes far apart, each for itself",
      "update audit_entries set ip = 'x' where chain = '@' and seq in (2, 5)",
      [
        { seq: 2, fault: "altered" },
        { seq: 5, fault: "altered" },
      ],
    ],
  ])("[L1] shows %s", async (_, statement, faults) => {
    const orgId = await orgWithHistory();
    expect(await found(orgId)).toEqual([]);
    await tamper(statement.replaceAll("@", `org:${orgId}`));
    expect(await found(orgId)).toEqual(faults);
  });

  test("[L1] shows an entry that was written anew with its hash, at the one after it", async () => {
    const orgId = await orgWithHistory();
    const { entries } = await readChain(orgId);
    const [, second] = entries;
    if (!second) throw new Error("There are six.");
    const { prevHash, hash: _, chain, seq, ...facts } = second;
    const fresh = chainHash(prevHash, hashedPart(chain, seq, { ...facts, ip: "10.0.0.1" })).toString("hex");
    await tamper(`update audit_entries set ip = '10.0.0.1', hash = '\\x${fresh}' where id = '${second.id}'`);
    expect(await found(orgId)).toEqual([{ seq: 3, fault: "unlinked" }]);
  });

  test("[L1] says which entry of which chain, and goes on to the others", async () => {
    const [first, second] = [await orgWithHistory(), await orgWithHistory()];
    await tamper(`update audit_entries set ip = 'x' where chain = 'org:${first}' and seq = 2`);
    await tamper(`delete from audit_entries where chain = 'org:${second}' and seq in (4, 5)`);
    const { entries } = await readChain(first);
    const said: string[] = [];
    const read = await verifyAudit({}, (fault) => {
      if (fault.chain.endsWith(String(first)) || fault.chain.endsWith(String(second)))
        said.push(`${fault.chain} ${faultWords(fault)}`);
    });
    expect(said.sort()).toEqual(
      [
        `org:${first} Entry 2 (${entries[1]?.id}) was changed, or moved here: what it says does not fit its hash.`,
        `org:${second} Entries 4 to 5 are missing: removed, or moved elsewhere.`,
      ].sort(),
    );
    expect(read.entries).toBeGreaterThanOrEqual(10);
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
    expect(await found(orgId)).toEqual([{ seq: 2, fault: "altered" }]);
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
    expect(await found(orgId)).toEqual([]);
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
