import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { previewTransfer } from "@/db/queries/transfer-effect";
import { getTransfer, listTargets, listWaitingTransfers } from "@/db/queries/transfers";
import { projectGrants, projects, projectTransfers } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { ingest } from "@/lib/events/ingest";
import { newId } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { movableClock } from "@/lib/testing/clock";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  onProject,
  unconfirmed,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { billingPeriodOf } from "@/lib/usage/period";
import { deleteProject } from "./deletion";
import { renameProject } from "./details";
import { whyNotTransfer } from "./transfer-rules";
import { cancelTransfer, confirmTransfer, declineTransfer, lapseTransfers, requestTransfer } from "./transfers";

const clock = movableClock();
afterEach(() => clock.reset());

const name = "Web app";
const transferId = newId("transfer");

/** Two organizations with an owner each; somebody who owns the project and is an admin of the target. */
async function scene() {
  const owner = await makeOrg({ plan: "enterprise", name: "Source" });
  const targetOwner = await makeOrg({ plan: "enterprise", name: "Target" });
  const asker = await makeUser({ name: "Asker" });
  const member = await addMember(owner, "member", asker);
  const there = await addMember(targetOwner, "admin", asker);
  const projectId = await makeProject(owner, { name });
  await giveGrant(member, projectId, "owner");
  return { owner, targetOwner, member, there, projectId, actor: await named(member, projectId) };
}

async function named(member: OrgActor, projectId: number): Promise<ProjectActor> {
  const actor = await onProject(member, projectId);
  return { ...actor, project: { ...actor.project, name } };
}

/** Somebody who owns both, and so is done by asking. */
async function ownScene() {
  const owner = await makeOrg({ plan: "enterprise" });
  const target = await makeOrg({ plan: "enterprise", owner });
  const projectId = await makeProject(owner, { name });
  return { owner, target, projectId, actor: await named(owner, projectId) };
}

const to = ({ org }: OrgActor) => ({ to: String(org.id), typed: name });
const yes = (id: string) => ({ transferId: id, typed: name });

/** Taken back and asked for anew. */
async function again(actor: ProjectActor, target: OrgActor, id: string) {
  await cancelTransfer(actor, { transferId: id });
  return requestTransfer(actor, to(target));
}

async function orgOf(projectId: number): Promise<number | undefined> {
  const [row] = await db().select({ orgId: projects.orgId }).from(projects).where(eq(projects.id, projectId));
  return row?.orgId;
}

async function preview({ owner, target, projectId }: { owner: OrgActor; target: OrgActor; projectId: number }) {
  const move = { projectId, from: owner.org.id, to: target.org.id };
  const seen = [owner.org.id, target.org.id];
  return previewTransfer(move, billingPeriodOf(new Date()).firstDay, { page: 1, size: 500 }, seen);
}

describe("[P2] asking", () => {
  test("[P2] who owns both organizations is done at once, and both logs say so", async () => {
    const { owner, target, projectId, actor } = await ownScene();
    expect(await requestTransfer(actor, to(target))).toMatchObject({ done: true });
    expect(await orgOf(projectId)).toBe(target.org.id);
    expect((await auditedIn(owner.org.id)).slice(-2)).toEqual(["project.transfer_requested", "project.transferred"]);
    expect((await auditedIn(target.org.id)).slice(-2)).toEqual(["project.transfer_requested", "project.received"]);
  });

  test("[P2] otherwise the owners of both are asked by mail, and nothing moves before the last yes", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    const { transferId: id, done } = await requestTransfer(actor, to(targetOwner));
    expect(done).toBe(false);
    const asked = await waitingJobs("send_transfer_request", id);
    expect(asked.map(({ orgId }) => orgId)).toEqual([owner.org.id, targetOwner.org.id]);
    expect((await listWaitingTransfers(owner, new Date())).map((one) => one.id)).toEqual([id]);
    expect(await confirmTransfer(owner, yes(id))).toEqual({ done: false });
    expect(await orgOf(projectId)).toBe(owner.org.id);
    expect(await confirmTransfer(targetOwner, yes(id))).toEqual({ done: true });
    expect(await orgOf(projectId)).toBe(targetOwner.org.id);
    expect(await waitingJobs("send_transfer_outcome", id)).toHaveLength(1);
    expect(await refusal(confirmTransfer(targetOwner, yes(id)))).toBe("transfer_closed");
  });

  test("[P2] [A6] needs the project's ownership, a confirmation, its name, and an organization where one creates projects", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    const admin = await addMember(owner, "admin");
    expect(await refusal(requestTransfer(await named(admin, projectId), to(targetOwner)))).toBe("Forbidden");
    expect(await refusal(requestTransfer(unconfirmed(actor), to(targetOwner)))).toBe("ConfirmationNeeded");
    expect(await refusal(requestTransfer(actor, { ...to(targetOwner), typed: "Web" }))).toBe("typed_otherwise");
    expect(await refusal(requestTransfer(actor, to(await makeOrg())))).toBe("NotFound");
    expect(await refusal(requestTransfer(actor, to(owner)))).toBe("invalid");
    expect((await listTargets(actor)).map(({ id }) => id)).toEqual([targetOwner.org.id]);
    await db().execute(sql`update members set role = 'member' where user_id = ${actor.user.id}`);
    expect(await listTargets(actor)).toEqual([]);
    expect(await refusal(requestTransfer(actor, to(targetOwner)))).toBe("NotFound");
  });

  test("[P2] [R7] what stands against it is said before anything is asked", async () => {
    const { targetOwner, projectId, actor, member } = await scene();
    await makeProject(targetOwner, { name: "WEB APP" });
    expect((await whyNotTransfer(actor, targetOwner.org.id))?.message).toContain("has a project named “WEB APP”");
    expect(await refusal(requestTransfer(actor, to(targetOwner)))).toBe("transfer_refused");
    const free = await makeOrg({ plan: "free", name: "Free", owner: member });
    const both = await addMember(free, "member");
    await addMember(member, "member", both);
    await giveGrant({ ...member, user: both.user }, projectId, "analyst");
    expect((await whyNotTransfer(actor, free.org.id))?.message).toContain("has no Analyst role");
    await db().execute(sql`update project_grants set role = 'admin' where user_id = ${both.user.id}`);
    expect(await whyNotTransfer(actor, free.org.id)).toBeNull();
  });

  test("[Q1] two at once make one", async () => {
    const { owner, targetOwner, actor } = await scene();
    const outcomes = await race(
      [() => requestTransfer(actor, to(targetOwner)), () => requestTransfer(actor, to(targetOwner))],
      {
        holding: `select 1 from orgs where id = ${owner.org.id} for update`,
      },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["done", "transfer_open"]);
  });
});

describe("[P2] answering", () => {
  test("[R5] only owners, of one of the two organizations", async () => {
    const { owner, targetOwner, there, actor } = await scene();
    const { transferId: id } = await requestTransfer(actor, to(targetOwner));
    const stranger = await makeOrg();
    expect(await refusal(confirmTransfer(there, yes(id)))).toBe("Forbidden");
    expect(await refusal(declineTransfer(there, { transferId: id }))).toBe("Forbidden");
    expect(await refusal(confirmTransfer(stranger, yes(id)))).toBe("NotFound");
    expect(await refusal(declineTransfer(stranger, { transferId: id }))).toBe("NotFound");
    expect(await getTransfer(stranger, id, new Date())).toBeNull();
    expect(await refusal(confirmTransfer(unconfirmed(owner), yes(id)))).toBe("ConfirmationNeeded");
    expect(await refusal(confirmTransfer(owner, { transferId: id, typed: "no" }))).toBe("typed_otherwise");
    expect(await refusal(confirmTransfer(owner, yes(transferId)))).toBe("NotFound");
  });

  test("[P2] declined, cancelled and lapsed ones are over, and make room for another", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    const first = await requestTransfer(actor, to(targetOwner));
    await declineTransfer(targetOwner, { transferId: first.transferId });
    expect(await refusal(confirmTransfer(owner, yes(first.transferId)))).toBe("transfer_closed");
    const second = await requestTransfer(actor, to(targetOwner));
    await cancelTransfer(actor, { transferId: second.transferId });
    expect(await refusal(declineTransfer(owner, { transferId: second.transferId }))).toBe("transfer_closed");
    const third = await requestTransfer(actor, to(targetOwner));
    clock.set(new Date(Date.now() + 7 * 86_400_000 + 1000));
    const fresh = (who: OrgActor) => ({
      ...who,
      session: { ...who.session, confirmedAt: new Date(Date.now() + 7 * 86_400_000) },
    });
    expect(await refusal(confirmTransfer(fresh(owner), yes(third.transferId)))).toBe("transfer_closed");
    expect(await lapseTransfers()).toBeGreaterThan(0);
    expect(await lapseTransfers()).toBe(0);
    expect((await auditedIn(owner.org.id)).at(-1)).toBe("project.transfer_lapsed");
    expect(await waitingJobs("send_transfer_outcome", third.transferId)).toHaveLength(1);
    expect(await orgOf(projectId)).toBe(owner.org.id);
  });

  test("[P2] it is judged again at the last yes: the asker's roles, and a name that was taken meanwhile", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    const { transferId: id } = await requestTransfer(actor, to(targetOwner));
    await confirmTransfer(owner, yes(id));
    await db().execute(sql`update project_grants set role = 'admin' where user_id = ${actor.user.id}`);
    expect(await refusal(confirmTransfer(targetOwner, yes(id)))).toBe("transfer_refused");
    await db().execute(sql`update project_grants set role = 'owner' where user_id = ${actor.user.id}`);
    const other = await makeProject(targetOwner, { name: "Other" });
    await renameProject({ ...(await onProject(targetOwner, other)) }, { name: "web App", was: "Other" });
    expect(await refusal(confirmTransfer(targetOwner, yes(id)))).toBe("transfer_refused");
    expect(await orgOf(projectId)).toBe(owner.org.id);
    await db().execute(sql`delete from projects where id = ${other}`);
    expect(await confirmTransfer(targetOwner, yes(id))).toEqual({ done: true });
  });

  test("[A5] a session that was ended in one of them does not say yes for it", async () => {
    const { targetOwner, projectId, actor, owner } = await scene();
    await db().execute(sql`insert into members (org_id, user_id, role, joined_at, sessions_valid_from)
      values (${targetOwner.org.id}, ${owner.user.id}, 'owner', now(), now() + interval '1 second')`);
    const { transferId: id } = await requestTransfer(actor, to(targetOwner));
    expect(await confirmTransfer(owner, yes(id))).toEqual({ done: false });
    expect(await orgOf(projectId)).toBe(owner.org.id);
    await db().execute(sql`update members set sessions_valid_from = null where user_id = ${owner.user.id}`);
    const { transferId: next } = await again(actor, targetOwner, id);
    expect(await confirmTransfer(owner, yes(next))).toEqual({ done: true });
  });

  test("[P2] the yes of somebody who no longer owns that organization does not count", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    await addMember(owner, "owner");
    const { transferId: id } = await requestTransfer(actor, to(targetOwner));
    await confirmTransfer(owner, yes(id));
    await db().execute(
      sql`update members set role = 'member' where org_id = ${owner.org.id} and user_id = ${owner.user.id}`,
    );
    expect(await confirmTransfer(targetOwner, yes(id))).toEqual({ done: false });
    expect(await orgOf(projectId)).toBe(owner.org.id);
    const asked = await waitingJobs("send_transfer_request", id);
    expect(asked.at(-1)).toMatchObject({ orgId: owner.org.id });
  });

  test("[P2] [L1] neither organization reads of the other one's people in its log, nor in what comes along", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    await db().execute(sql`update projects set created_by = ${owner.user.id} where id = ${projectId}`);
    const { transferId: id } = await requestTransfer(actor, to(targetOwner));
    await confirmTransfer(owner, yes(id));
    await confirmTransfer(targetOwner, yes(id));
    const entries = async (org: OrgActor, action: string) =>
      rawSql()`select actor_kind, actor_id, ip, after from audit_entries where org_id = ${org.org.id} and action = ${action} order by seq`;
    const [theirs] = await entries(targetOwner, "project.transfer_confirmed");
    expect(theirs).toMatchObject({ actor_kind: "outside", actor_id: null, ip: null, after: { elsewhere: "Source" } });
    const [moved] = await entries(owner, "project.transferred");
    expect(moved).toMatchObject({ actor_id: null, after: { elsewhere: "Target" } });
    const [own] = await entries(owner, "project.transfer_confirmed");
    expect(own?.actor_id).toBe(owner.user.id);
    expect((await rawSql()`select created_by from projects where id = ${projectId}`)[0]?.created_by).toBeNull();
  });

  test("[E4] a plan that keeps events for a shorter time is told before, not by what is gone", async () => {
    const { owner, actor, projectId } = await ownScene();
    const free = await makeOrg({ plan: "free", owner });
    await rawSql()`
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select dataset_id, 'p', now() - interval '13 months', 'Old', 'i', '{}', now() from projects where id = ${projectId}`;
    expect((await whyNotTransfer(actor, free.org.id))?.message).toContain("keeps events for 1 year");
    expect(await refusal(requestTransfer(actor, to(free)))).toBe("transfer_refused");
    await rawSql()`update orgs set plan = 'growth' where id = ${free.org.id}`;
    expect(await requestTransfer(actor, to(free))).toMatchObject({ done: true });
  });

  test("[Q1] two last owners at once: it happens once", async () => {
    const { owner, targetOwner, projectId, actor } = await scene();
    const { transferId: id } = await requestTransfer(actor, to(targetOwner));
    const outcomes = await race([() => confirmTransfer(owner, yes(id)), () => confirmTransfer(targetOwner, yes(id))], {
      holding: `select 1 from orgs where id in (${owner.org.id}, ${targetOwner.org.id}) for update`,
    });
    const done = outcomes.map((one) => (one.status === "fulfilled" ? one.value.done : one.reason));
    expect(done.sort()).toEqual([false, true]);
    expect(await orgOf(projectId)).toBe(targetOwner.org.id);
    expect((await auditedIn(targetOwner.org.id)).filter((action) => action === "project.received")).toHaveLength(1);
  });

  test("[Q1] the last yes against taking it back, and against deleting the project: one of the two", async () => {
    for (const against of [cancelTransfer, (actor: ProjectActor) => deleteProject(actor, { typed: name })]) {
      const { owner, targetOwner, projectId, actor } = await scene();
      const { transferId: id } = await requestTransfer(actor, to(targetOwner));
      await confirmTransfer(owner, yes(id));
      const outcomes = await race<unknown>(
        [() => confirmTransfer(targetOwner, yes(id)), () => against(actor, { transferId: id })],
        { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
      );
      const ends = await refusals(outcomes);
      const moved = (await orgOf(projectId)) === targetOwner.org.id;
      expect(ends[0] === "done").toBe(moved);
      expect(ends.filter((end) => end === "done")).toHaveLength(1);
    }
  });
});

describe("[P2] what moves and what ends", () => {
  test("[P2] grants of people outside end, teams, invitations and all users stay behind, the others come along", async () => {
    const { owner, target, projectId, actor } = await ownScene();
    const [outside, inside] = [await addMember(owner, "member"), await addMember(owner, "member")];
    await addMember(target, "member", inside);
    await giveGrant(outside, projectId, "analyst");
    await giveGrant(inside, projectId, "consumer");
    await makeTeam(owner, { role: "admin", projects: [projectId], members: [outside] });
    await db().execute(sql`update projects set all_users_role = 'consumer' where id = ${projectId}`);
    await requestTransfer(actor, to(target));
    const grants = await db().select().from(projectGrants).where(eq(projectGrants.projectId, projectId));
    expect(grants.map(({ userId, orgId, role }) => [userId, orgId, role])).toEqual([
      [inside.user.id, target.org.id, "consumer"],
    ]);
    expect(await effectiveProjectRole(db(), projectId, outside.user.id)).toBeNull();
    const [row] = await db().select().from(projects).where(eq(projects.id, projectId));
    expect(row?.allUsersRole).toBeNull();
    const counts =
      await rawSql()`select org_id, projects from org_counts where org_id in (${owner.org.id}, ${target.org.id}) order by projects`;
    expect(counts.map(({ org_id, projects: n }) => [org_id, n])).toEqual([
      [owner.org.id, 0],
      [target.org.id, 1],
    ]);
    const [team] = await rawSql()`select project_count from teams where org_id = ${owner.org.id}`;
    expect(team?.project_count).toBe(0);
    expect(await auditedIn(owner.org.id)).toEqual(expect.arrayContaining(["grant.removed", "team.project_removed"]));
  });

  test("[P2] [E3] the period's usage goes along, earlier periods stay, and sending goes on", async () => {
    const { owner, target, projectId, actor } = await ownScene();
    const period = billingPeriodOf(new Date());
    await rawSql()`
      insert into usage_days (org_id, project_id, day, events)
      values (${owner.org.id}, ${projectId}, ${period.firstDay}, 7), (${owner.org.id}, ${projectId}, ${period.firstDay}::date - 1, 5)`;
    const [before] = await db().select().from(projects).where(eq(projects.id, projectId));
    await requestTransfer(actor, to(target));
    async function* body() {
      yield Buffer.from(JSON.stringify({ event: "Opened", properties: { token: before?.token, distinct_id: "ada" } }));
    }
    const header = (key: string) => (key === "content-type" ? "application/json" : undefined);
    expect((await ingest("track", { method: "POST", search: "", header, body: body() })).body).toBe("1");
    const usage = await rawSql()`
      select org_id, sum(events)::int as events from usage_days where project_id = ${projectId} group by org_id order by 2`;
    expect(usage.map(({ org_id, events }) => [org_id, events])).toEqual([
      [owner.org.id, 5],
      [target.org.id, 8],
    ]);
    const [after] = await db().select().from(projects).where(eq(projects.id, projectId));
    expect([after?.token, after?.apiKey, after?.datasetId]).toEqual([before?.token, before?.apiKey, before?.datasetId]);
  });

  test("[E3] events that are being stored while it moves count for the org that it moves to", async () => {
    const { owner, target, projectId, actor } = await ownScene();
    const [row] = await db().select().from(projects).where(eq(projects.id, projectId));
    const send = async (n: number) => {
      async function* body() {
        const properties = { token: row?.token, distinct_id: `p${n}`, $insert_id: `i${n}` };
        yield Buffer.from(JSON.stringify({ event: "Opened", properties }));
      }
      const header = (key: string) => (key === "content-type" ? "application/json" : undefined);
      return (await ingest("track", { method: "POST", search: "", header, body: body() })).body;
    };
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => send(n)),
      requestTransfer(actor, to(target)),
      ...Array.from({ length: 20 }, (_, n) => send(20 + n)),
    ]);
    expect(answers.filter((answer) => answer === "1")).toHaveLength(40);
    const usage = await rawSql()`select org_id, events::int from usage_days where project_id = ${projectId}`;
    expect(usage.map(({ org_id, events }) => [org_id, events])).toEqual([[target.org.id, 40]]);
    expect(owner.org.id).not.toBe(target.org.id);
  });

  test("[C4] alerts of those who do not reach it there end", async () => {
    const { owner, target, projectId, actor } = await ownScene();
    const outside = await addMember(owner, "admin");
    await db().execute(sql`
      insert into reports (id, project_id, name, query, created_at, edited_at) values ('rep_x', ${projectId}, 'R', '{}', now(), now())`);
    for (const { user } of [outside, owner])
      await db().execute(sql`
        insert into alerts (id, org_id, project_id, report_id, user_id, kind, hour, timezone, channel, created_at)
        values (${newId("alert")}, ${owner.org.id}, ${projectId}, 'rep_x', ${user.id}, 'daily', 9, 'UTC', 'mail', now())`);
    await requestTransfer(actor, to(target));
    const left = await rawSql()`select user_id, org_id from alerts where project_id = ${projectId}`;
    expect(left.map(({ user_id, org_id }) => [user_id, org_id])).toEqual([[owner.user.id, target.org.id]]);
  });

  test("[P2] thousands of grants are moved and ended in one go", async () => {
    const { owner, target, projectId, actor } = await ownScene();
    await rawSql()`insert into users (id, name, email, email_proven_at) select 'usr_b' || ${projectId}::text || n, 'N' || n, 'n' || n || ${`.${projectId}@bulk.test`}, now() from generate_series(1, 5000) n`;
    for (const [org, most] of [
      [owner.org.id, 5000],
      [target.org.id, 2500],
    ] as const)
      await rawSql()`insert into members (org_id, user_id, role, joined_at) select ${org}, 'usr_b' || ${projectId}::text || n, 'member', now() from generate_series(1, ${most}) n`;
    await rawSql()`
      insert into project_grants (org_id, project_id, user_id, role, given_at)
      select ${owner.org.id}, ${projectId}, 'usr_b' || ${projectId}::text || n, 'analyst', now() from generate_series(1, 5000) n`;
    const { counts } = await preview({ owner, target, projectId });
    expect(counts).toMatchObject({ lost: 2500, kept: 2501, gained: 0 });
    await requestTransfer(actor, to(target));
    expect(await db().$count(projectGrants, and(eq(projectGrants.projectId, projectId)))).toBe(2500);
  });
});

test("[P2] the preview is what project_access says before and after, whatever was granted", async () => {
  const { owner, target, projectId, actor } = await ownScene();
  const people = await Promise.all(Array.from({ length: 5 }, () => makeUser()));
  const orgRole = fc.constantFrom(null, "member", "billing_admin", "admin", "owner");
  const grant = fc.constantFrom(null, "consumer", "analyst", "admin", "owner");
  const one = fc.record({
    here: orgRole,
    there: orgRole,
    grant,
    ends: fc.constantFrom(null, -1, 1),
    team: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 5, maxLength: 5 }), fc.boolean(), async (given, all) => {
      const ids = people.map(({ user }) => user.id);
      await rawSql()`delete from members where user_id in ${rawSql()(ids)}`;
      await rawSql()`delete from teams where org_id = ${owner.org.id}`;
      await rawSql()`update projects set org_id = ${owner.org.id}, all_users_role = ${all ? "consumer" : null} where id = ${projectId}`;
      await rawSql()`delete from project_transfers where project_id = ${projectId}`;
      await rawSql()`delete from rate_limits`;
      const team = await makeTeam(owner, { role: "analyst", projects: [projectId] });
      for (const [at, { here, there, ...more }] of given.entries()) {
        const id = ids[at] ?? "";
        for (const [org, role] of [
          [owner.org.id, here],
          [target.org.id, there],
        ] as const)
          if (role)
            await rawSql()`insert into members (org_id, user_id, role, joined_at) values (${org}, ${id}, ${role}, now())`;
        if (here && more.grant)
          await rawSql()`insert into project_grants (org_id, project_id, user_id, role, given_at, ends_at)
            values (${owner.org.id}, ${projectId}, ${id}, ${more.grant}, now(), now() + ${more.ends} * interval '1 hour')`;
        if (here && more.team)
          await rawSql()`insert into team_members (org_id, team_id, user_id, added_at) values (${owner.org.id}, ${team}, ${id}, now())`;
      }
      const roles = () => Promise.all(ids.map((id) => effectiveProjectRole(db(), projectId, id)));
      const said = await preview({ owner, target, projectId });
      const before = await roles();
      await requestTransfer(actor, to(target));
      const after = await roles();
      const rows = ids.map((id) => said.rows.find((row) => row.userId === id));
      expect(rows.map((row) => [row?.before ?? null, row?.after ?? null])).toEqual(
        before.map((role, at) => [role, after[at] ?? null]),
      );
    }),
    { numRuns: 25 },
  );
});

test("[Q5] the mails: to the owners who are asked, and of what came of it", async () => {
  const { owner, targetOwner, actor } = await scene();
  const { transferId: id } = await requestTransfer(actor, to(targetOwner));
  const mails = async (email: string) =>
    (await rawSql()`select subject from outbox_messages where recipient = ${email} order by created_at`).map(
      (row) => row.subject,
    );
  for (const org of [owner, targetOwner])
    await handlers.send_transfer_request({ transferId: id, orgId: org.org.id }, { id: newId("operation") });
  expect(await mails(owner.user.email)).toEqual([`${name} is to leave Source`]);
  expect(await mails(targetOwner.user.email)).toEqual([`${name} is to come to Target`]);
  await confirmTransfer(owner, yes(id));
  await handlers.send_transfer_request({ transferId: id, orgId: owner.org.id }, { id: newId("operation") });
  expect(await mails(owner.user.email)).toHaveLength(1);
  await confirmTransfer(targetOwner, yes(id));
  await handlers.send_transfer_outcome({ transferId: id }, { id: newId("operation") });
  expect((await mails(actor.user.email)).at(-1)).toBe(`${name} belongs to Target now`);
  const [row] = await db().select().from(projectTransfers).where(eq(projectTransfers.id, id));
  expect(row?.doneAt).not.toBeNull();
});
