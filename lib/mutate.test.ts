import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntries, orgs } from "@/db/schema";
import { nowhere } from "./authz/actor";
import { mutate, mutateOrg, mutateProject } from "./mutate";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, onProject, waitingJobs } from "./testing/factories";
import { refusal } from "./testing/refusal";
import { holdLock, race } from "./testing/two-connections";
import { until } from "./testing/until";

const system = { kind: "system" as const, userId: null, origin: nowhere };

async function nameOf(orgId: number): Promise<string | undefined> {
  const [row] = await db().select({ name: orgs.name }).from(orgs).where(eq(orgs.id, orgId));
  return row?.name;
}

function renamed(orgId: number) {
  return { orgId, action: "org.renamed" as const, object: { type: "org" as const, id: orgId } };
}

describe("[L1] a change and its audit entry", () => {
  test("[L1] a change without an entry is refused and undone", async () => {
    const owner = await makeOrg();
    const change = mutateOrg(owner, "org.name.change", async ({ tx, actor }) => {
      await tx.update(orgs).set({ name: "Silent" }).where(eq(orgs.id, actor.org.id));
    });
    await expect(change).rejects.toThrow("without an audit entry");
    expect(await nameOf(owner.org.id)).toBe("Acme");
  });

  test("[L1] so is a deletion, and a job alone", async () => {
    const owner = await makeOrg();
    const id = await makeProject(owner);
    await expect(mutate(system, ({ tx }) => tx.execute(sql`delete from projects where id = ${id}`))).rejects.toThrow(
      "without an audit entry",
    );
    const job = mutate(system, ({ enqueue }) => enqueue("send_password_reset", { email: `${id}@example.test` }));
    await expect(job).rejects.toThrow("without an audit entry");
    expect(await waitingJobs("send_password_reset", String(id))).toEqual([]);
  });

  test("[L1] reading needs none, also on a connection that wrote just before", async () => {
    const owner = await makeOrg();
    for (let round = 0; round < 30; round += 1) {
      await mutateOrg(owner, "org.name.change", async ({ tx, audit }) => {
        await tx
          .update(orgs)
          .set({ name: `Round ${round}` })
          .where(eq(orgs.id, owner.org.id));
        audit(renamed(owner.org.id));
      });
      expect(await mutateOrg(owner, "org.overview.view", async ({ actor }) => actor.org.name)).toBe(`Round ${round}`);
    }
  });

  test("[L1] entry and job vanish with a rollback, and stand together after a commit", async () => {
    const owner = await makeOrg();
    const { id } = owner.org;
    const email = `${id}@example.test`;
    const work = (fails: boolean) =>
      mutateOrg(owner, "org.name.change", async ({ tx, audit, enqueue }) => {
        await tx.update(orgs).set({ name: "After" }).where(eq(orgs.id, id));
        audit(renamed(id));
        await enqueue("send_password_reset", { email });
        if (fails) throw new Error("midway");
      });
    await expect(work(true)).rejects.toThrow("midway");
    expect([await nameOf(id), await auditedIn(id), await waitingJobs("send_password_reset", email)]).toEqual([
      "Acme",
      [],
      [],
    ]);
    await work(false);
    expect([await nameOf(id), await auditedIn(id), await waitingJobs("send_password_reset", email)]).toEqual([
      "After",
      ["org.renamed"],
      [{ email }],
    ]);
  });

  test("[L1] says who, from where, and shares an operation id in one change", async () => {
    const owner = await makeOrg();
    const { id } = owner.org;
    await mutateOrg(owner, "org.name.change", async ({ audit }) => {
      audit(renamed(id));
      audit({ ...renamed(id), before: { name: "a" }, after: { name: "b" } });
    });
    const entries = await db().select().from(auditEntries).where(eq(auditEntries.orgId, id)).orderBy(auditEntries.seq);
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ actorKind: "user", actorId: owner.user.id, ...owner.origin });
    expect(entries[1]).toMatchObject({ before: { name: "a" }, after: { name: "b" } });
    expect(new Set(entries.map((entry) => entry.operationId)).size).toBe(1);
  });

  test("[L1] entries of many changes at once are numbered without gaps", async () => {
    const owner = await makeOrg();
    const { id } = owner.org;
    await race(Array.from({ length: 12 }, () => () => mutate(owner, async ({ audit }) => audit(renamed(id)))));
    const entries = await db().select().from(auditEntries).where(eq(auditEntries.orgId, id));
    expect(entries.map((entry) => entry.seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
  });
});

describe("[R5] the role is judged under the lock (SEC-R36)", () => {
  test("[R5] a role lost since the page was opened is lost", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    await db().execute(sql`update members set role = 'member' where user_id = ${admin.user.id}`);
    expect(await refusal(mutateOrg(admin, "org.name.change", async () => "did"))).toBe("Forbidden");
  });

  test("[R5] a removed member finds nothing any more", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    await db().execute(sql`delete from members where user_id = ${admin.user.id}`);
    expect(await refusal(mutateOrg(admin, "org.overview.view", async () => "did"))).toBe("NotFound");
  });

  test("[R5] a role taken while the verb waits for the lock is noticed", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const held = await holdLock(`select 1 from orgs where id = ${owner.org.id} for update`);
    const outcome = refusal(mutateOrg(admin, "org.name.change", async () => "did"));
    await until(async () => (await held.waiting()) >= 1);
    await db().execute(sql`update members set role = 'member' where user_id = ${admin.user.id}`);
    await held.release();
    expect(await outcome).toBe("Forbidden");
  });

  test("[R5] a forged role or org in the actor gives nothing", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const member = await addMember(owner, "member");
    expect(await refusal(mutateOrg({ ...member, role: "owner" }, "org.name.change", async () => 1))).toBe("Forbidden");
    expect(await refusal(mutateOrg({ ...owner, org: other.org }, "org.overview.view", async () => 1))).toBe("NotFound");
  });

  test("[R6] a project is judged by the effective role of that moment", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const member = await addMember(owner, "member");
    const id = await makeProject(owner);
    await giveGrant(member, id, "admin");
    const actor = await onProject(member, id);
    expect(await mutateProject(actor, "project.settings.edit", async ({ actor: fresh }) => fresh.projectRole)).toBe(
      "admin",
    );
    expect(await refusal(mutateProject(actor, "project.delete", async () => 1))).toBe("Forbidden");
    expect(await refusal(mutateProject({ ...actor, org: other.org }, "project.reports.view", async () => 1))).toBe(
      "NotFound",
    );
    const theirs = { ...(await onProject(other, await makeProject(other))), org: owner.org, user: owner.user };
    expect(await refusal(mutateProject(theirs, "project.reports.view", async () => 1))).toBe("NotFound");
    await db().execute(sql`delete from project_grants where project_id = ${id}`);
    expect(await refusal(mutateProject(actor, "project.reports.view", async () => 1))).toBe("NotFound");
  });
});

test("[Q1] a deadlock is tried again", async () => {
  const [first, second] = [await makeOrg(), await makeOrg()];
  const ids = [first.org.id, second.org.id];
  const touch = (order: number[], met: () => Promise<void>) =>
    mutate(system, async ({ tx, audit }) => {
      for (const id of order) {
        await tx.update(orgs).set({ name: "Touched" }).where(eq(orgs.id, id));
        await met();
        audit(renamed(id));
      }
    });
  let arrived = 0;
  const both = async () => {
    arrived += 1;
    await until(() => arrived >= 2);
  };
  await Promise.all([touch(ids, both), touch([...ids].reverse(), both)]);
  expect([await nameOf(first.org.id), await nameOf(second.org.id)]).toEqual(["Touched", "Touched"]);
});
