import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { addMember, makeOrg, rolesIn } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race, twoConnections } from "@/lib/testing/two-connections";
import { changeMemberRole, leaveOrg } from "./members";
import { removeMember } from "./off-boarding";

async function owners(orgId: number): Promise<number> {
  return [...(await rolesIn(orgId)).values()].filter((role) => role === "owner").length;
}

/** The count the guard reads. */
async function countedOwners(orgId: number): Promise<number> {
  const [row] = await db().execute<{ owners: number }>(sql`select owners from org_counts where org_id = ${orgId}`);
  return row?.owners ?? 0;
}

const demote = (actor: OrgActor, target: OrgActor) =>
  changeMemberRole(actor, { userId: target.user.id, role: "member", was: "owner" });
const remove = (actor: OrgActor, target: OrgActor) => removeMember(actor, { userId: target.user.id });

type Way = (first: OrgActor, second: OrgActor) => (() => Promise<unknown>)[];
const ways: [string, Way][] = [
  ["demote each other", (a, b) => [() => demote(a, b), () => demote(b, a)]],
  ["remove each other", (a, b) => [() => remove(a, b), () => remove(b, a)]],
  ["step down", (a, b) => [() => demote(a, a), () => demote(b, b)]],
  ["leave", (a, b) => [() => leaveOrg(a), () => leaveOrg(b)]],
  ["leave and be removed", (a, b) => [() => leaveOrg(a), () => remove(a, b)]],
  ["leave and be demoted", (a, b) => [() => leaveOrg(a), () => demote(a, b)]],
  ["step down and leave", (a, b) => [() => demote(a, a), () => leaveOrg(b)]],
];

describe("[R1] the last two owners at the same moment", () => {
  test.each(ways)("[R1] %s: one succeeds, 20 times of 20 (SEC-R37)", async (_, way) => {
    for (let round = 0; round < 20; round += 1) {
      const first = await makeOrg();
      const second = await addMember(first, "owner");
      const answers = await refusals(await race(way(first, second)));
      expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
      expect(answers.every((answer) => ["done", "last_owner", "Forbidden", "NotFound"].includes(answer))).toBe(true);
      expect([await owners(first.org.id), await countedOwners(first.org.id)]).toEqual([1, 1]);
    }
  });

  test.each(ways)("[R1] %s, both surely waiting for one lock", async (_, way) => {
    const first = await makeOrg();
    const second = await addMember(first, "owner");
    const holding = `select 1 from orgs where id = ${first.org.id} for update`;
    const answers = await refusals(await race(way(first, second), { holding }));
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(await owners(first.org.id)).toBe(1);
  });
});

type Step = { actor: number; target: number; what: "demote" | "promote" | "remove" | "leave" };

test("[R1] no interleaving leaves an org without owner", async () => {
  const step = fc.record<Step>({
    actor: fc.nat(3),
    target: fc.nat(3),
    what: fc.constantFrom("demote", "promote", "remove", "leave"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 4 }), async (waves) => {
      const founder = await makeOrg();
      const people = [founder];
      for (const role of ["owner", "owner", "admin"] as OrgRole[]) people.push(await addMember(founder, role));
      for (const wave of waves) {
        const roles = await rolesIn(founder.org.id);
        await refusals(await race(wave.map((taken) => () => take(people, roles, taken))));
        expect(await owners(founder.org.id)).toBeGreaterThan(0);
        expect(await countedOwners(founder.org.id)).toBe(await owners(founder.org.id));
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

async function take(people: OrgActor[], roles: Map<string, OrgRole>, step: Step): Promise<unknown> {
  const actor = people[step.actor];
  const target = people[step.target];
  if (!actor || !target) return;
  if (step.what === "leave") return leaveOrg(actor);
  if (step.what === "remove") return remove(actor, target);
  const was = roles.get(target.user.id) ?? "member";
  return changeMemberRole(actor, { userId: target.user.id, role: step.what === "promote" ? "owner" : "member", was });
}

describe("[R1] the database refuses, past all code", () => {
  test.each([
    ["a demotion", "update members set role = 'admin' where org_id = @"],
    ["a deletion", "delete from members where org_id = @"],
    ["the end of the account", "delete from users where id in (select user_id from members where org_id = @)"],
    ["an org made without one", "insert into orgs (id, name, plan) values (100000007, 'Nobody', 'free')"],
  ])("[R1] %s (SEC-R40)", async (_, statement) => {
    const owner = await makeOrg();
    const run = db().execute(sql.raw(statement.replace("@", String(owner.org.id))));
    await expect(run).rejects.toMatchObject({ cause: { code: "23514", constraint_name: "org_keeps_an_owner" } });
    expect(await owners(owner.org.id)).toBe(1);
  });

  test("[R1] allows handing over within one transaction, in whatever order", async () => {
    const owner = await makeOrg();
    const heir = await addMember(owner, "member");
    await db().transaction(async (tx) => {
      await tx.execute(sql`update members set role = 'member' where user_id = ${owner.user.id}`);
      await tx.execute(sql`update members set role = 'owner' where user_id = ${heir.user.id}`);
    });
    expect(await rolesIn(owner.org.id)).toEqual(
      new Map([
        [owner.user.id, "member"],
        [heir.user.id, "owner"],
      ]),
    );
  });

  test("[R1] two connections that each take one owner: the second waits, then fails", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    const { first: a, second: b, end } = twoConnections();
    try {
      await a`begin`;
      await b`begin`;
      await a`update members set role = 'member' where user_id = ${owner.user.id}`;
      const waits = b`delete from members where user_id = ${second.user.id}`.then(() => b`commit`);
      await a`commit`;
      await expect(waits).rejects.toMatchObject({ code: "23514" });
    } finally {
      await end();
    }
    expect(await owners(owner.org.id)).toBe(1);
  });

  test("[Z1] an org goes with all its owners", async () => {
    const owner = await makeOrg();
    await db().execute(sql`delete from orgs where id = ${owner.org.id}`);
    expect(await refusal(leaveOrg(owner))).toBe("NotFound");
    expect(await owners(owner.org.id)).toBe(0);
  });
});
