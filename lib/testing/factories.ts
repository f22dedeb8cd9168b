import { randomBytes, randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  datasets,
  members,
  orgs,
  profileCounts,
  projectGrants,
  projects,
  teamMembers,
  teamProjects,
  teams,
  users,
} from "@/db/schema";
import { hashPassword } from "@/lib/auth/password-hash";
import type { OrgActor, Origin, OutsideActor, ProjectActor, SessionFacts, UserActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import type { PlanId } from "@/lib/billing/plans";
import { newId, newNumericId } from "@/lib/ids";

/** People, orgs, projects and teams for tests, written past the rules; each with an address and an origin of its own. */

export function someOrigin(): Origin {
  const ip = `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(1, 255)}`;
  return { ip, agent: "Test/1.0", requestId: newId("request") };
}

export function outsider(): OutsideActor {
  return { kind: "outside", userId: null, origin: someOrigin() };
}

export function someEmail(domain = "example.test"): string {
  return `p${randomBytes(6).toString("hex")}@${domain}`;
}

type UserGiven = { name?: string; email?: string; password?: string; limitedToOrgId?: number };

/** A session that was begun and confirmed just now. */
export function newSession(methods = ["password"]): SessionFacts {
  const at = new Date();
  return { id: newId("session"), methods, createdAt: at, confirmedAt: at, lastSeenAt: at, longestIdleSeconds: 0 };
}

/** A person signed in and just confirmed. With `limitedToOrgId` the address is unproven. */
export async function makeUser(given: UserGiven = {}): Promise<UserActor> {
  const { name = "Ada Lovelace", email = someEmail(), limitedToOrgId = null } = given;
  const id = newId("user");
  const passwordHash = given.password === undefined ? null : await hashPassword(given.password);
  const emailProvenAt = limitedToOrgId === null ? new Date() : null;
  await db().insert(users).values({ id, name, email, passwordHash, emailProvenAt, limitedToOrgId });
  return {
    kind: "user",
    user: {
      id,
      email,
      name,
      timezone: null,
      timezoneFixed: false,
      locale: null,
      usageRecorded: true,
      emailProven: limitedToOrgId === null,
      limitedToOrgId,
      twoFactorSince: null,
    },
    session: newSession(),
    origin: someOrigin(),
  };
}

/** The same person without a fresh confirmation. */
export function unconfirmed<A extends UserActor>(actor: A): A {
  return { ...actor, session: { ...actor.session, confirmedAt: null } };
}

/** An org, as the actor of its one owner. */
export async function makeOrg(given: { plan?: PlanId; name?: string; owner?: UserActor } = {}): Promise<OrgActor> {
  const owner = given.owner ?? (await makeUser());
  const org = {
    id: newNumericId(),
    name: given.name ?? "Acme",
    plan: given.plan ?? "enterprise",
    createdAt: new Date(),
    twoFactorFrom: null,
    trustedDevices: true,
  };
  await db().transaction(async (tx) => {
    await tx.insert(orgs).values(org);
    await tx.insert(members).values({ orgId: org.id, userId: owner.user.id, role: "owner", joinedAt: new Date() });
  });
  return { ...owner, org, role: "owner" };
}

/** A further member of the org, as their actor. */
export async function addMember({ org }: OrgActor, role: OrgRole, user?: UserActor): Promise<OrgActor> {
  const person = user ?? (await makeUser());
  await db().insert(members).values({ orgId: org.id, userId: person.user.id, role, joinedAt: new Date() });
  return { ...person, org, role };
}

type ProjectGiven = { name?: string; allUsersRole?: ProjectRole };

export async function makeProject({ org }: OrgActor, given: ProjectGiven = {}): Promise<number> {
  const id = newNumericId();
  const key = () => randomBytes(16).toString("hex");
  const { name = `Project ${id}`, allUsersRole = null } = given;
  await db().transaction(async (tx) => {
    const [dataset] = await tx.insert(datasets).values({}).returning({ id: datasets.id });
    const datasetId = dataset?.id ?? 0;
    await tx.insert(profileCounts).values({ datasetId, profiles: 0 });
    const keys = { token: key(), apiKey: key(), apiSecret: key(), apiSecretHash: key() };
    await tx.insert(projects).values({ id, orgId: org.id, name, timezone: "UTC", datasetId, allUsersRole, ...keys });
  });
  return id;
}

/** The member as the actor of a project they reach. */
export async function onProject(actor: OrgActor, id: number): Promise<ProjectActor> {
  const projectRole = await effectiveProjectRole(db(), id, actor.user.id);
  if (!projectRole) throw new Error("This member does not reach the project.");
  return { ...actor, project: { id, name: `Project ${id}`, timezone: "UTC" }, projectRole };
}

type TeamGiven = { name?: string; role?: ProjectRole; projects?: number[]; members?: OrgActor[] };

export async function makeTeam({ org }: OrgActor, given: TeamGiven = {}): Promise<string> {
  const id = newId("team");
  const at = new Date();
  const orgId = org.id;
  const { name = `Team ${id}`, role = "analyst" } = given;
  await db().insert(teams).values({ id, orgId, name, role, createdAt: at });
  for (const projectId of given.projects ?? []) {
    await db().insert(teamProjects).values({ orgId, teamId: id, projectId, addedAt: at });
  }
  for (const { user } of given.members ?? []) {
    await db().insert(teamMembers).values({ orgId, teamId: id, userId: user.id, addedAt: at });
  }
  return id;
}

/** An individual grant. */
export async function giveGrant(to: OrgActor, projectId: number, role: ProjectRole): Promise<void> {
  const key = { orgId: to.org.id, projectId, userId: to.user.id };
  await db()
    .insert(projectGrants)
    .values({ ...key, role, givenAt: new Date() });
}

/** Actions in the org's audit log, oldest first. */
export async function auditedIn(orgId: number): Promise<string[]> {
  const rows = await db().execute<{ action: string }>(
    sql`select action from audit_entries where chain = ${`org:${orgId}`} order by seq`,
  );
  return rows.map((row) => row.action);
}

/** Payloads of the waiting jobs of one task, oldest first, that hold this text. */
export async function waitingJobs(task: string, holding: string): Promise<Record<string, unknown>[]> {
  const rows = await db().execute<{ payload: Record<string, unknown> }>(sql`
    select j.payload from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = ${task} and j.payload::text like ${`%${holding}%`} order by j.id`);
  return rows.map((row) => row.payload);
}

/** Everybody in the org with their role. */
export async function rolesIn(orgId: number): Promise<Map<string, OrgRole>> {
  const rows = await db().execute<{ user_id: string; role: OrgRole }>(
    sql`select user_id, role from members where org_id = ${orgId}`,
  );
  return new Map(rows.map((row) => [row.user_id, row.role]));
}
