import "server-only";
import { eq } from "drizzle-orm";
import { db, rawSql, type Tx } from "@/db/client";
import { installation, members, orgs, projects, users } from "@/db/schema";
import { hashPassword } from "@/lib/auth/password-hash";
import type { OrgRole } from "@/lib/authz/roles";
import type { PlanId } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { newId, newNumericId } from "@/lib/ids";
import { erasureDay } from "@/lib/projects/periods";
import { insertProject } from "@/lib/projects/projects";
import { giveAccess, sendInvitations } from "./demo-access";
import { acmeBilling, closeDemoPeriods, seedBilling, studioBilling } from "./demo-billing";
import { type DemoDataset, seedDemoEvents } from "./demo-events";
import { demoPassword } from "./demo-password";
import { acmePeople, studioPeople } from "./demo-people";
import { acmeProjects, type DemoProject, studioProjects } from "./demo-plan";
import { askForData, makeServiceAccounts } from "./demo-programs";
import { saveReports } from "./demo-reports";
import { leaveSessions } from "./demo-sessions";
import { newHistory } from "./history";
import { daysBefore, idOf, type Seeding } from "./seeding";

export { demoSignIn } from "./demo-password";

/**
 * The demo: Acme Analytics on Enterprise with its people, teams, projects, grants, invitations, six months of events,
 * and North Studio beside it. Once; with it made already nothing happens. Throws StartError for a bad DEMO_PASSWORD.
 */
export async function seedDemo(): Promise<void> {
  const [made] = await db().select().from(installation).where(eq(installation.key, "demo"));
  if (made) return;
  const passwordHash = await hashPassword(await demoPassword());
  const at = now();
  const datasets = await db().transaction(async (tx) => {
    const userIds = await insertPeople(tx, passwordHash, at);
    return [...(await seedAcme(tx, userIds, at)), ...(await seedStudio(tx, userIds, at))];
  });
  await rawSql().begin(async (sql) => {
    await seedDemoEvents(sql, { datasets, now: at });
    const orgIds = [...new Set(datasets.map(({ orgId }) => orgId))];
    await closeDemoPeriods(sql, orgIds, at);
    await sql`insert into installation (key, value) values ('demo', ${at.toISOString()})`;
  });
  await rawSql()`analyze`;
}

async function seedAcme(tx: Tx, userIds: Map<string, string>, at: Date): Promise<DemoDataset[]> {
  const ownerId = idOf(userIds, "owner@demo.test");
  const seeding = await insertOrg(
    tx,
    { name: "Acme Analytics", plan: "enterprise", ownerId, daysAgo: 1004 },
    userIds,
    at,
  );
  const active = acmePeople.map((person) => ({
    ...person,
    lastActiveAt: person.activeMinutesAgo === null ? null : daysBefore(at, person.activeMinutesAgo / 1440),
  }));
  await insertMembers(seeding, ownerId, active);
  const datasets = await insertProjects(seeding, acmeProjects, ownerId);
  await giveAccess(seeding);
  await sendInvitations(seeding);
  await saveReports(seeding);
  await leaveSessions(seeding);
  await makeServiceAccounts(seeding);
  await askForData(seeding);
  await seedBilling(seeding, { ...acmeBilling, createdAt: daysBefore(at, 1004) });
  await seeding.history.write(tx);
  return datasets;
}

async function seedStudio(tx: Tx, userIds: Map<string, string>, at: Date): Promise<DemoDataset[]> {
  const ownerId = idOf(userIds, "mira@northstudio.test");
  const seeding = await insertOrg(tx, { name: "North Studio", plan: "growth", ownerId, daysAgo: 412 }, userIds, at);
  const active = studioPeople.map((person, index) => ({ ...person, lastActiveAt: daysBefore(at, 0.3 + 2 * index) }));
  await insertMembers(seeding, ownerId, active);
  const datasets = await insertProjects(seeding, studioProjects, ownerId);
  await seedBilling(seeding, { ...studioBilling, createdAt: daysBefore(at, 412) });
  await seeding.history.write(tx);
  return datasets;
}

/** Everybody of both orgs, once, with the one password. */
async function insertPeople(tx: Tx, passwordHash: string, at: Date): Promise<Map<string, string>> {
  const everybody = new Map([...studioPeople, ...acmePeople].map((person) => [person.email, person]));
  const rows = [...everybody.values()].map(({ name, email, joinedDaysAgo }) => {
    const joined = daysBefore(at, joinedDaysAgo);
    return {
      id: newId("user"),
      email,
      name,
      passwordHash,
      passwordChangedAt: joined,
      emailProvenAt: joined,
      createdAt: joined,
    };
  });
  await tx.insert(users).values(rows);
  return new Map(rows.map((row) => [row.email, row.id]));
}

type NewOrg = { name: string; plan: PlanId; ownerId: string; daysAgo: number };

async function insertOrg(
  tx: Tx,
  { name, plan, ownerId, daysAgo }: NewOrg,
  userIds: Map<string, string>,
  at: Date,
): Promise<Seeding> {
  const orgId = newNumericId();
  const createdAt = daysBefore(at, daysAgo);
  await tx.insert(orgs).values({ id: orgId, name, plan, createdAt, createdBy: ownerId });
  const history = newHistory();
  history.add(createdAt, ownerId, {
    orgId,
    action: "org.created",
    object: { type: "org", id: orgId },
    after: { name, plan },
  });
  return { tx, at, orgId, userIds, projectIds: new Map(), teamIds: new Map(), history };
}

type NewMember = { email: string; role: OrgRole; joinedDaysAgo: number; lastActiveAt: Date | null };

async function insertMembers(
  { tx, at, orgId, userIds, history }: Seeding,
  ownerId: string,
  people: NewMember[],
): Promise<void> {
  const rows = people.map(({ email, role, joinedDaysAgo, lastActiveAt }) => {
    const userId = idOf(userIds, email);
    const joinedAt = daysBefore(at, joinedDaysAgo);
    return { orgId, userId, role, joinedAt, lastActiveAt, invitedBy: userId === ownerId ? null : ownerId };
  });
  await tx.insert(members).values(rows);
  for (const { userId, role, joinedAt } of rows) {
    history.add(joinedAt, userId, {
      orgId,
      action: "member.joined",
      object: { type: "member", id: userId },
      after: { role },
    });
  }
}

async function insertProjects(seeding: Seeding, wanted: DemoProject[], createdBy: string): Promise<DemoDataset[]> {
  const { tx, at, orgId, projectIds, history } = seeding;
  const datasets: DemoDataset[] = [];
  for (const { name, timezone, daysAgo, weight, allUsersRole, deletedDaysAgo } of wanted) {
    const createdAt = daysBefore(at, daysAgo);
    const project = { orgId, name, timezone, createdBy, now: createdAt };
    const projectId = await insertProject(tx, project, (entry) => history.add(createdAt, createdBy, entry));
    const deletedAt = deletedDaysAgo === undefined ? null : daysBefore(at, deletedDaysAgo);
    if (deletedAt) {
      const object = { type: "project" as const, id: projectId };
      const entry = { orgId, projectId, action: "project.deleted" as const, object, before: { name } };
      history.add(deletedAt, createdBy, { ...entry, after: { erasedFrom: erasureDay(deletedAt).toISOString() } });
    }
    const [row] = await tx
      .update(projects)
      .set({ allUsersRole: allUsersRole ?? null, deletedAt, deletedBy: deletedAt && createdBy })
      .where(eq(projects.id, projectId))
      .returning({ datasetId: projects.datasetId });
    if (row?.datasetId) {
      const until = deletedAt ?? undefined;
      datasets.push({ datasetId: row.datasetId, projectId, orgId, timezone, weight, until });
    }
    projectIds.set(name, projectId);
  }
  return datasets;
}
