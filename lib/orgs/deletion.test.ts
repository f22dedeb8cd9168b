import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { listReachedProjects } from "@/db/queries/access";
import { findOrgActor, findProjectActor, findUserActor } from "@/db/queries/actors";
import { getMyDeletedOrg, listMyDeletedOrgs, previewOrgDeletion } from "@/db/queries/deleted-orgs";
import { getInvitationForMail } from "@/db/queries/mails";
import { listMyOrgs } from "@/db/queries/orgs";
import { invitations, orgs, outboxMessages, sessions } from "@/db/schema";
import { verifyChain } from "@/lib/audit/verify";
import { nowhere, type OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { setClock } from "@/lib/clock";
import { newId } from "@/lib/ids";
import { acceptInvitation, declineInvitation, joinThroughInvitation } from "@/lib/invitations/acceptance";
import { inviteMembers, resendInvitation } from "@/lib/invitations/invitations";
import { readInvitationLink } from "@/lib/invitations/link";
import { eraseOrg } from "@/lib/jobs/erase-org-job";
import { eraseDue } from "@/lib/jobs/erase-project-job";
import { sendOrgDeleted, sendOrgErased } from "@/lib/jobs/org-deletion-jobs";
import { linkToken } from "@/lib/links";
import { leaveOrg } from "@/lib/members/members";
import { restoreOwnProject } from "@/lib/projects/deletion";
import { createProject, revealApiSecret } from "@/lib/projects/projects";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  onProject,
  outsider,
  someEmail,
  unconfirmed,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { deleteOrg, restoreOrg } from "./deletion";
import { renameOrg } from "./orgs";

const dayMs = 24 * 3600 * 1000;
const job = { id: "41" };
const typed = { typed: "Acme" };
let resetClock: (() => void) | undefined;
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

function daysLater(days: number): void {
  resetClock?.();
  resetClock = setClock(() => new Date(Date.now() + days * dayMs));
}

const restored = (actor: OrgActor) => ({ deleted: String(actor.org.id) });

async function stored(orgId: number) {
  const [row] = await db().select().from(orgs).where(eq(orgs.id, orgId));
  return row;
}

async function invited(actor: OrgActor) {
  const email = someEmail();
  await inviteMembers(actor, { emails: [email], role: "member", projects: [], projectRole: "admin", teams: [] });
  const [row] = await db().select().from(invitations).where(eq(invitations.email, email));
  if (!row) throw new Error("no invitation");
  return { email, id: row.id, link: linkToken("invitation.mail", row.id, row.mailVersion) };
}

describe("deleting an organization", () => {
  test("[Z1] is noted with who and when, and every owner gets a mail with the way back", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    await addMember(owner, "admin");
    await deleteOrg(owner, typed);
    expect(await stored(owner.org.id)).toMatchObject({ deletedBy: owner.user.id, erasingAt: null });
    expect(await auditedIn(owner.org.id)).toEqual(["org.deleted"]);
    const jobs = await waitingJobs("send_org_deleted", String(owner.org.id));
    expect(jobs.map((payload) => payload.userId).sort()).toEqual([owner.user.id, second.user.id].sort());
    await sendOrgDeleted({ orgId: owner.org.id, userId: second.user.id }, job);
    const [mail] = await db().select().from(outboxMessages).where(eq(outboxMessages.recipient, second.user.email));
    expect(mail?.subject).toBe("Acme was deleted");
    expect(mail?.text).toContain(`/org/${owner.org.id}/restoration`);
    expect(mail?.text).toContain(owner.user.name);
    await restoreOrg(second, restored(owner));
    await sendOrgDeleted({ orgId: owner.org.id, userId: owner.user.id }, job);
    expect(await db().select().from(outboxMessages).where(eq(outboxMessages.recipient, owner.user.email))).toEqual([]);
  });

  test("[R5] [A6] only owners, who confirmed, and typed its name; nobody elsewhere", async () => {
    const owner = await makeOrg();
    for (const role of ["admin", "billing_admin", "member"] as const) {
      expect(await refusal(deleteOrg(await addMember(owner, role), typed))).toBe("Forbidden");
    }
    expect(await refusal(deleteOrg({ ...owner, org: (await makeOrg()).org }, typed))).toBe("NotFound");
    expect(await refusal(deleteOrg(unconfirmed(owner), typed))).toBe("ConfirmationNeeded");
    await expect(deleteOrg(owner, { typed: "acme" })).rejects.toMatchObject({
      code: "typed_otherwise",
      field: "typed",
    });
    expect(await stored(owner.org.id)).toMatchObject({ deletedAt: null });
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[Z1] from then on nobody finds it: no page, no menu, no verb, no grant", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const project = await makeProject(owner, { allUsersRole: "analyst" });
    await giveGrant(member, project, "owner");
    const actor = await onProject(owner, project);
    const gone = await makeProject(owner, { name: "Gone" });
    await rawSql()`update projects set deleted_at = now() where id = ${gone}`;
    const at = new Date();
    const key = { tokenHash: newId("session"), at, idleSince: new Date(at.getTime() - dayMs), origin: nowhere };
    const session = { userId: member.user.id, methods: ["password"], createdAt: at, lastSeenAt: at };
    const expiresAt = new Date(at.getTime() + dayMs);
    await db()
      .insert(sessions)
      .values({ ...session, id: newId("session"), tokenHash: key.tokenHash, expiresAt });
    const seen = async () => [
      (await findOrgActor(key, owner.org.id)) !== null,
      (await findProjectActor(key, project)) !== null,
      (await listMyOrgs(member)).length > 0,
      (await listReachedProjects(member, { limit: 9 })).length > 0,
      (await effectiveProjectRole(db(), project, member.user.id)) !== null,
    ];
    expect(await seen()).toEqual([true, true, true, true, true]);
    await deleteOrg(owner, typed);
    expect(await seen()).toEqual([false, false, false, false, false]);
    expect(await findUserActor(key)).not.toBeNull();
    const verbs = [
      deleteOrg(owner, typed),
      renameOrg(owner, { name: "Other" }),
      leaveOrg(member),
      createProject(owner, { name: "New", timezone: "UTC", requestKey: newId("request") }),
      revealApiSecret(actor),
      inviteMembers(owner, { emails: [someEmail()], role: "member", projects: [], projectRole: "admin", teams: [] }),
      restoreOwnProject(owner, { deleted: String(gone) }),
    ];
    expect(await Promise.all(verbs.map(refusal))).toEqual(verbs.map(() => "NotFound"));
    expect(await auditedIn(owner.org.id)).toEqual(["org.deleted"]);
  });

  test("[Z1] [I2] its invitations say that it is gone, join nobody and are mailed no more", async () => {
    const owner = await makeOrg();
    const invitation = await invited(owner);
    await deleteOrg(owner, typed);
    expect(await readInvitationLink(invitation.link)).toMatchObject({ state: "gone" });
    expect(await getInvitationForMail(invitation.id)).toBeNull();
    const person = await makeUser({ email: invitation.email });
    const grace = { name: "Grace", password: "seven lanterns over quiet water" };
    expect([
      await refusal(acceptInvitation(person, invitation.link)),
      await refusal(joinThroughInvitation(outsider(), invitation.link, grace)),
      await refusal(declineInvitation(outsider(), invitation.link)),
      await refusal(resendInvitation(owner, invitation.id)),
    ]).toEqual(["org_deleted", "org_deleted", "org_deleted", "NotFound"]);
    await restoreOrg(owner, restored(owner));
    expect(await refusal(acceptInvitation(person, invitation.link))).toBe("done");
  });

  test("[Z1] somebody who joins at the same moment is in it or not, and it is deleted in any case", async () => {
    const owner = await makeOrg();
    const invitation = await invited(owner);
    const person = await makeUser({ email: invitation.email });
    const runs: (() => Promise<unknown>)[] = [
      () => deleteOrg(owner, typed),
      () => acceptInvitation(person, invitation.link),
    ];
    const outcomes = await race(runs, { holding: `select 1 from orgs where id = ${owner.org.id} for update` });
    const [deletion, joining] = await refusals(outcomes);
    expect(deletion).toBe("done");
    expect(["done", "NotFound"]).toContain(joining);
    const members =
      await rawSql()`select 1 from members where org_id = ${owner.org.id} and user_id = ${person.user.id}`;
    expect(members).toHaveLength(joining === "done" ? 1 : 0);
    expect(await listMyOrgs(person)).toEqual([]);
  });

  test("[Z1] two owners at the same moment: one deletes it, the other finds nothing", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    const both = [owner, second].map((actor) => () => deleteOrg(actor, typed));
    const outcomes = await race(both, { holding: `select 1 from orgs where id = ${owner.org.id} for update` });
    expect((await refusals(outcomes)).sort()).toEqual(["NotFound", "done"]);
  });

  test("[Z1] the preview says in numbers what goes away", async () => {
    const owner = await makeOrg();
    await addMember(owner, "member");
    const project = await makeProject(owner);
    await makeTeam(owner, { projects: [project] });
    await invited(owner);
    await rawSql()`insert into usage_days (org_id, project_id, day, events) values (${owner.org.id}, ${project}, '2026-01-05', 70)`;
    expect(await previewOrgDeletion(owner)).toEqual({
      people: 2,
      teams: 1,
      projects: 1,
      invitations: 1,
      deletedProjects: 0,
      events: 70,
      profiles: 0,
    });
  });
});

describe("restoring an organization", () => {
  test("[Z1] by any owner, with everything; for everybody else it does not exist", async () => {
    const owner = await makeOrg();
    const [second, admin, member] = [
      await addMember(owner, "owner"),
      await addMember(owner, "admin"),
      await addMember(owner, "member"),
    ];
    const project = await makeProject(owner);
    await giveGrant(member, project, "analyst");
    const before = await stored(owner.org.id);
    await deleteOrg(owner, typed);
    for (const person of [admin, member, await makeUser(), await makeOrg()]) {
      expect(await refusal(restoreOrg(person, restored(owner)))).toBe("NotFound");
      expect(await getMyDeletedOrg(person, owner.org.id)).toBeNull();
      expect(await listMyDeletedOrgs(person)).toEqual([]);
    }
    expect(await getMyDeletedOrg(second, owner.org.id)).toMatchObject({
      name: "Acme",
      counts: { members: 4, projects: 1 },
    });
    expect(await listMyDeletedOrgs(second)).toMatchObject([{ id: owner.org.id, deletedBy: owner.user.name }]);
    await restoreOrg(second, restored(owner));
    expect(await stored(owner.org.id)).toEqual(before);
    expect(await effectiveProjectRole(db(), project, member.user.id)).toBe("analyst");
    expect(await auditedIn(owner.org.id)).toEqual(["org.deleted", "org.restored"]);
    expect(await refusal(restoreOrg(second, restored(owner)))).toBe("NotFound");
  });
});

describe("erasing an organization", () => {
  /** An org with something in many places, and one beside it. */
  async function filled() {
    const owner = await makeOrg();
    const [second, member] = [await addMember(owner, "owner"), await addMember(owner, "member")];
    const project = await makeProject(owner, { allUsersRole: "consumer" });
    await makeProject(owner);
    await giveGrant(member, project, "analyst");
    await makeTeam(owner, { projects: [project], members: [member] });
    await invited(owner);
    const unproven = await makeUser({ limitedToOrgId: owner.org.id });
    await addMember(owner, "member", unproven);
    const { id } = owner.org;
    await rawSql()`insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select p.dataset_id, 'p' || n, now(), 'Seen', 'i' || n, '{}', now() from projects p, generate_series(1, 20) n where p.org_id = ${id}`;
    await rawSql()`insert into profiles (dataset_id, distinct_id, properties, created_at, updated_at)
      select p.dataset_id, 'p', '{}', now(), now() from projects p where p.org_id = ${id}`;
    await rawSql()`insert into usage_days (org_id, project_id, day, events) select org_id, id, '2026-11-05', 9 from projects where org_id = ${id}`;
    const datasets = await rawSql()`select dataset_id::int as id from projects where org_id = ${id}`;
    return { owner, second, unproven, datasets: datasets.map((row) => Number(row.id)) };
  }

  /** Tables of which a row says this anywhere. */
  async function tablesSaying(text: string): Promise<string[]> {
    const tables = await rawSql()<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await rawSql()`select 1 from ${rawSql()(name)} t where t::text like ${`%${text}%`} limit 1`;
      if (rows.length > 0) found.push(name);
    }
    return found.sort();
  }

  async function runErasure(orgId: number): Promise<void> {
    for (let round = 0; round < 20; round += 1) await eraseOrg({ orgId }, job);
  }

  test("[Z1] begins after 90 days and not a day before; from then on it cannot be restored", async () => {
    const owner = await makeOrg();
    await deleteOrg(owner, typed);
    daysLater(89.9);
    await eraseDue({}, job);
    await eraseOrg({ orgId: owner.org.id }, job);
    expect(await stored(owner.org.id)).toMatchObject({ erasingAt: null });
    daysLater(90.1);
    await eraseDue({}, job);
    expect(await stored(owner.org.id)).not.toMatchObject({ erasingAt: null });
    expect(await refusal(restoreOrg(owner, restored(owner)))).toBe("being_erased");
    expect(await waitingJobs("erase_org", String(owner.org.id))).toHaveLength(1);
  });

  test("[Z1] leaves no row in any table that bears its id, and tells its owners", async () => {
    const { owner, second, unproven, datasets } = await filled();
    const beside = await filled();
    const before = await tablesSaying(String(beside.owner.org.id));
    await deleteOrg(owner, typed);
    expect((await tablesSaying(String(owner.org.id))).length).toBeGreaterThan(12);
    daysLater(91);
    await eraseDue({}, job);
    await runErasure(owner.org.id);
    expect(await tablesSaying(String(owner.org.id))).toEqual([]);
    const left = await rawSql()`select dataset_id from events where dataset_id in ${rawSql()(datasets)}
      union all select dataset_id from profiles where dataset_id in ${rawSql()(datasets)}
      union all select id from datasets where id in ${rawSql()(datasets)}`;
    expect(left).toHaveLength(0);
    const people =
      await rawSql()`select id from users where id in ${rawSql()([owner.user.id, second.user.id, unproven.user.id])} order by id`;
    expect(people.map((row) => row.id)).toEqual([owner.user.id, second.user.id].sort());
    expect(await tablesSaying(String(beside.owner.org.id))).toEqual(before);
    const mails = await waitingJobs("send_org_erased", "Acme");
    expect(mails.map((mail) => mail.email).sort()).toEqual([owner.user.email, second.user.email].sort());
    await sendOrgErased({ email: owner.user.email, name: "Ada", orgName: "Acme" }, job);
    const [mail] = await db().select().from(outboxMessages).where(eq(outboxMessages.recipient, owner.user.email));
    expect(mail?.subject).toBe("Acme is erased");
    await runErasure(owner.org.id);
    expect(await waitingJobs("send_org_erased", "Acme")).toHaveLength(2);
  });

  test("[Z1] a run that fails is taken up again, and the owners hear of it once", async () => {
    const { owner } = await filled();
    await deleteOrg(owner, typed);
    daysLater(91);
    await eraseDue({}, job);
    await rawSql().unsafe(`
      create function fail_there() returns trigger language plpgsql as $$ begin raise exception 'the disk is gone'; end $$;
      create trigger fail_there before delete on orgs for each row execute function fail_there()`);
    try {
      await expect(eraseOrg({ orgId: owner.org.id }, job)).rejects.toThrow();
      expect(await stored(owner.org.id)).toBeDefined();
      expect(await rawSql()`select 1 from projects where org_id = ${owner.org.id}`).toHaveLength(0);
      expect(await waitingJobs("send_org_erased", owner.user.email)).toEqual([]);
    } finally {
      await rawSql().unsafe("drop trigger fail_there on orgs; drop function fail_there");
    }
    await runErasure(owner.org.id);
    expect(await tablesSaying(String(owner.org.id))).toEqual([]);
    expect(await waitingJobs("send_org_erased", owner.user.email)).toHaveLength(1);
  });

  test("[Z1] [L1] until then its audit log cannot be shortened, whatever is tried", async () => {
    const owner = await makeOrg();
    await renameOrg(owner, { name: "Acme 2" });
    await deleteOrg(owner, { typed: "Acme 2" });
    const { id } = owner.org;
    const remove = () => rawSql()`delete from audit_entries where org_id = ${id}`;
    await expect(remove()).rejects.toMatchObject({ code: "42501" });
    await expect(rawSql()`update orgs set erasing_at = now() where id = ${id}`).rejects.toMatchObject({
      code: "23514",
    });
    await expect(
      rawSql()`delete from audit_entries where chain = ${`user:${owner.user.id}`} or org_id = ${id}`,
    ).rejects.toThrow();
    const entries = await db().query.auditEntries.findMany({ where: sql`org_id = ${id}`, orderBy: sql`seq` });
    expect(verifyChain(entries)).toBeNull();
    expect(entries).toHaveLength(2);
    await rawSql()`update orgs set deleted_at = now() - interval '91 days', erasing_at = now() where id = ${id}`;
    await expect(rawSql()`update audit_entries set action = 'x' where org_id = ${id}`).rejects.toMatchObject({
      code: "42501",
    });
    await expect(rawSql()`truncate audit_entries`).rejects.toMatchObject({ code: "42501" });
    await remove();
  });
});
