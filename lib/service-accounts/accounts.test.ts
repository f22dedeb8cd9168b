import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { getEndingServiceAccount, searchServiceAccounts } from "@/db/queries/service-accounts";
import { serviceAccounts } from "@/db/schema";
import { serviceActorOf, serviceOnProject } from "@/lib/auth/service-access";
import { nowhere, type OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { setClock } from "@/lib/clock";
import { createProject } from "@/lib/projects/projects";
import { createTeam } from "@/lib/teams/teams";
import { addMember, auditedIn, makeOrg, makeProject, makeTeam, unconfirmed } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import {
  addServiceAccountsToProjects,
  giveServiceAccess,
  removeServiceAccountFromTeam,
  removeServiceAccountsFromProjects,
} from "./access";
import { createServiceAccount, type NewServiceAccount, renewServiceSecret, revokeServiceAccount } from "./accounts";
import { remindOfServiceAccounts } from "./reminders";

const plain: NewServiceAccount = { name: "Größe & Import", role: "member", projects: [], teams: [], expiresAt: null };

const make = (actor: OrgActor, given: Partial<NewServiceAccount> = {}) =>
  createServiceAccount(actor, { ...plain, ...given });
const actorOf = ({ username, secret }: { username: string; secret: string }) =>
  serviceActorOf({ name: username, secret }, nowhere);

async function roleOn(projectId: number, made: { username: string; secret: string }) {
  const actor = await actorOf(made);
  return actor && effectiveProjectRole(db(), projectId, actor.user.id);
}

describe("[V1] making one", () => {
  test("its user name and secret open it; only the hash of the secret is stored; it is written down", async () => {
    const owner = await makeOrg();
    const project = await makeProject(owner);
    const made = await make(owner, { role: "admin", projects: [{ id: project, role: "owner" }] });
    expect(made.username).toMatch(/^gro-e-import\.[0-9a-f]{6}\.mp-service-account$/);
    expect(await actorOf(made)).toMatchObject({ role: "admin", org: { id: owner.org.id }, service: { id: made.id } });
    expect(await actorOf({ ...made, secret: `${made.secret}x` })).toBeNull();
    expect(await actorOf({ ...made, username: "other" })).toBeNull();
    const stored = await db().execute(
      sql`select to_jsonb(s)::text as row from service_accounts s where id = ${made.id}`,
    );
    expect(JSON.stringify(stored)).not.toContain(made.secret);
    expect(await auditedIn(owner.org.id)).toEqual(["service_account.created", "service_account.added_to_project"]);
    expect(JSON.stringify(await db().execute(sql`select * from audit_entries`))).not.toContain(made.secret);
    expect(await roleOn(project, made)).toBe("owner");
  });

  test("it is no member, takes no seat and is in no list of people", async () => {
    const owner = await makeOrg();
    await make(owner);
    const [counts] = await rawSql()`select members from org_counts where org_id = ${owner.org.id}`;
    expect(counts?.members).toBe(1);
    expect(await rawSql()`select from members where org_id = ${owner.org.id}`).toHaveLength(1);
  });

  test("[R4] nobody gives a role above their own: in the org, on a project, through a team", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { role: "owner", projects: [project] });
    expect(await refusal(make(admin, { role: "owner" }))).toBe("role_above_own");
    expect(await refusal(make(admin, { role: "billing_admin" }))).toBe("role_above_own");
    expect(await refusal(make(admin, { projects: [{ id: project, role: "owner" }] }))).toBe("role_above_own");
    expect(await refusal(make(admin, { teams: [team] }))).toBe("role_above_own");
    await make(admin, { role: "admin", projects: [{ id: project, role: "admin" }] });
  });

  test("[SEC-A] members may not; another org's projects and teams are not found; it wants a confirmation", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const member = await addMember(owner, "member");
    expect(await refusal(make(member))).toBe("Forbidden");
    await expect(make(owner, { projects: [{ id: await makeProject(other), role: "admin" }] })).rejects.toThrow(
      "project",
    );
    await expect(make(owner, { teams: [await makeTeam(other)] })).rejects.toThrow("team");
    expect(await refusal(make(unconfirmed(owner)))).toBe("ConfirmationNeeded");
    expect(await db().$count(serviceAccounts, eq(serviceAccounts.orgId, owner.org.id))).toBe(0);
  });

  test("a double click makes one; an end in the past is refused", async () => {
    const owner = await makeOrg();
    const requestKey = `key-${owner.org.id}-0123456789`;
    const both = await Promise.allSettled([make(owner, { requestKey }), make(owner, { requestKey })]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await refusal(make(owner, { expiresAt: new Date(Date.now() - 1) }))).toBe("end_in_past");
  });
});

describe("[V1] the end of one", () => {
  test("revoked: it opens nothing from that moment on, also in the middle of a change", async () => {
    const owner = await makeOrg();
    const made = await make(owner, { role: "admin" });
    const service = await actorOf(made);
    await revokeServiceAccount(owner, { accountId: made.id });
    expect(await actorOf(made)).toBeNull();
    if (!service) throw new Error("no service account");
    await expect(createTeam(service, { name: "Late", requestKey: "0123456789abcdef" })).rejects.toThrow("organization");
    await expect(revokeServiceAccount(owner, { accountId: made.id })).rejects.toThrow("service account");
    expect((await searchServiceAccounts(owner, { q: "" }, 1)).total).toBe(0);
  });

  test("expired: the same, and its projects are closed", async () => {
    const owner = await makeOrg();
    const project = await makeProject(owner);
    const made = await make(owner, {
      projects: [{ id: project, role: "analyst" }],
      expiresAt: new Date(Date.now() + 3600_000),
    });
    expect(await roleOn(project, made)).toBe("analyst");
    await rawSql()`update service_accounts set expires_at = now() - interval '1 second' where id = ${made.id}`;
    expect(await actorOf(made)).toBeNull();
    const [{ n } = { n: 1 }] =
      await rawSql()`select count(*)::int as n from service_access_ever where project_id = ${project}`;
    expect(n).toBe(0);
  });

  test("a new secret ends the old one; nobody gets hold of one that may more than they", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const made = await make(owner, { projects: [{ id: project, role: "owner" }] });
    expect(await refusal(renewServiceSecret(admin, { accountId: made.id }))).toBe("role_above_own");
    expect(await refusal(renewServiceSecret(admin, { accountId: (await make(owner, { role: "owner" })).id }))).toBe(
      "role_above_own",
    );
    const renewed = await renewServiceSecret(owner, { accountId: made.id });
    expect(await actorOf(made)).toBeNull();
    expect(await actorOf(renewed)).not.toBeNull();
  });

  test("a mail goes out once, 14 days before", async () => {
    const owner = await makeOrg();
    const day = 24 * 3600_000;
    const soon = await make(owner, { expiresAt: new Date(Date.now() + 13 * day) });
    await make(owner, { expiresAt: new Date(Date.now() + 15 * day) });
    expect([await remindOfServiceAccounts(), await remindOfServiceAccounts()]).toEqual([1, 0]);
    expect(await getEndingServiceAccount(soon.id, new Date())).toMatchObject({ makerEmail: owner.user.email });
    await rawSql()`update members set role = 'owner' where org_id = ${owner.org.id}`;
    const heir = await addMember(owner, "owner");
    await rawSql()`delete from members where user_id = ${owner.user.id}`;
    expect(await getEndingServiceAccount(soon.id, new Date())).toMatchObject({ makerEmail: null });
    expect(heir.role).toBe("owner");
  });
});

describe("[V1] what it reaches", () => {
  test("roles on projects and teams are given, raised and taken", async () => {
    const owner = await makeOrg();
    const [first, second] = [await makeProject(owner), await makeProject(owner)];
    const team = await makeTeam(owner, { role: "consumer", projects: [second] });
    const made = await make(owner);
    const { id: accountId } = made;
    expect(
      await giveServiceAccess(owner, { accountId, projects: [{ id: first, role: "analyst" }], teams: [team] }),
    ).toEqual({ projects: 1, teams: 1 });
    expect([await roleOn(first, made), await roleOn(second, made)]).toEqual(["analyst", "consumer"]);
    await addServiceAccountsToProjects(owner, { accountIds: [accountId], projects: [{ id: first, role: "admin" }] });
    expect(await roleOn(first, made)).toBe("admin");
    expect(
      await refusal(
        addServiceAccountsToProjects(owner, { accountIds: [accountId], projects: [{ id: first, role: "admin" }] }),
      ),
    ).toBe("already_added");
    await removeServiceAccountsFromProjects(owner, [{ accountId, projectId: first }]);
    await removeServiceAccountFromTeam(owner, { accountId, teamId: team });
    expect([await roleOn(first, made), await roleOn(second, made)]).toEqual([null, null]);
  });

  test("[R4] an admin does not take away what is not below them", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const { id: accountId } = await make(owner, { projects: [{ id: project, role: "owner" }] });
    const taking = removeServiceAccountsFromProjects(admin, [{ accountId, projectId: project }]);
    expect(await refusal(taking)).toBe("target_not_below");
    const lowering = addServiceAccountsToProjects(admin, {
      accountIds: [accountId],
      projects: [{ id: project, role: "consumer" }],
    });
    expect(await refusal(lowering)).toBe("target_not_below");
  });

  test("[SEC-A] another org's account is not found", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const { id: accountId } = await make(other);
    await expect(revokeServiceAccount(owner, { accountId })).rejects.toThrow("service account");
    await expect(renewServiceSecret(owner, { accountId })).rejects.toThrow("service account");
    const project = await makeProject(owner);
    const adding = { accountIds: [accountId], projects: [{ id: project, role: "admin" as const }] };
    await expect(addServiceAccountsToProjects(owner, adding)).rejects.toThrow("service account");
    expect((await searchServiceAccounts(owner, { q: "" }, 1)).rows).toEqual([]);
  });

  test("it acts as an admin does, under its own name in the log, and gives no more than it has", async () => {
    const owner = await makeOrg();
    const service = await actorOf(await make(owner, { role: "admin" }));
    if (!service) throw new Error("no service account");
    const { projectId } = await createProject(service, {
      name: "Made by it",
      timezone: "UTC",
      requestKey: "0123456789abcdef",
    });
    expect((await serviceOnProject(service, projectId))?.projectRole).toBe("admin");
    const [entry] = await db().execute<{ kind: string; id: string }>(
      sql`select actor_kind as kind, actor_id as id from audit_entries where org_id = ${owner.org.id} and action = 'project.created'`,
    );
    expect(entry).toEqual({ kind: "service", id: service.user.id });
    expect(await refusal(make(service, { projects: [{ id: projectId, role: "owner" }] }))).toBe("role_above_own");
    await make(service, { projects: [{ id: projectId, role: "admin" }] });
  });

  test("a deleted project, and one of another org, are closed to it", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const project = await makeProject(owner);
    const service = await actorOf(await make(owner, { role: "owner" }));
    if (!service) throw new Error("no service account");
    expect(await serviceOnProject(service, await makeProject(other))).toBeNull();
    await rawSql()`update projects set deleted_at = now() where id = ${project}`;
    expect(await serviceOnProject(service, project)).toBeNull();
  });

  test("nobody signs in as one", async () => {
    const owner = await makeOrg();
    await make(owner);
    const [user] =
      await rawSql()`select password_hash, email_proven_at, email from users where id like 'svc_%' and limited_to_org_id = ${owner.org.id}`;
    expect(user).toMatchObject({ password_hash: null, email_proven_at: null });
    expect(user?.email).toMatch(/@service-accounts\.invalid$/);
  });

  test("its last use is noted to the minute", async () => {
    const made = await make(await makeOrg());
    const restore = setClock(() => new Date("2030-01-01T00:00:00Z"));
    await actorOf(made);
    restore();
    await expect
      .poll(
        async () => (await rawSql()`select last_used_at from service_accounts where id = ${made.id}`)[0]?.last_used_at,
      )
      .toBe("2030-01-01 00:00:00+00");
  });
});
