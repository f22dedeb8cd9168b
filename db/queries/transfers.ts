import "server-only";
import { and, desc, eq, gt, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import { members, orgs, projects, projectTransfers, users } from "@/db/schema";
import type { OrgActor, ProjectActor, UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { orgIsOpen } from "./org-gate";

/** Nothing has ended it; that its seven days are not over is judged beside it. */
export const unended: SQL = sql`num_nonnulls(${projectTransfers.doneAt}, ${projectTransfers.declinedAt}, ${projectTransfers.cancelledAt}, ${projectTransfers.lapsedAt}) = 0`;

export function isOpenAt(now: Date): SQL | undefined {
  return and(unended, gt(projectTransfers.expiresAt, now));
}

export type TransferState = "open" | "done" | "declined" | "cancelled" | "lapsed";

export type TransferFacts = {
  id: string;
  projectId: number;
  projectName: string;
  from: { id: number; name: string };
  to: { id: number; name: string };
  requestedAt: Date;
  requestedBy: string | null;
  requestedByName: string | null;
  /** Where it was proven. */
  requestedByEmail: string | null;
  expiresAt: Date;
  fromConfirmedAt: Date | null;
  toConfirmedAt: Date | null;
  state: TransferState;
};

const [source, target, requester] = [alias(orgs, "source"), alias(orgs, "target"), alias(users, "requester")];

async function find(where: SQL | undefined, now: Date): Promise<TransferFacts[]> {
  const t = projectTransfers;
  return db()
    .select({
      id: t.id,
      projectId: t.projectId,
      projectName: projects.name,
      from: { id: source.id, name: source.name },
      to: { id: target.id, name: target.name },
      requestedAt: t.requestedAt,
      requestedBy: t.requestedBy,
      requestedByName: requester.name,
      requestedByEmail: sql<
        string | null
      >`case when ${requester.emailProvenAt} is not null then ${requester.email} end`,
      expiresAt: t.expiresAt,
      fromConfirmedAt: t.fromConfirmedAt,
      toConfirmedAt: t.toConfirmedAt,
      state: sql<TransferState>`case when ${t.doneAt} is not null then 'done' when ${t.declinedAt} is not null then 'declined'
        when ${t.cancelledAt} is not null then 'cancelled'
        when ${t.lapsedAt} is not null or ${t.expiresAt} <= ${now.toISOString()}::timestamptz then 'lapsed' else 'open' end`,
    })
    .from(t)
    .innerJoin(projects, eq(projects.id, t.projectId))
    .innerJoin(source, eq(source.id, t.fromOrgId))
    .innerJoin(target, eq(target.id, t.toOrgId))
    .leftJoin(requester, eq(requester.id, t.requestedBy))
    .where(where)
    .orderBy(desc(t.requestedAt))
    .limit(50);
}

/** The open transfer of the actor's project, or null. */
export async function getOpenTransfer(actor: ProjectActor, now: Date): Promise<TransferFacts | null> {
  const [row] = await find(and(eq(projectTransfers.projectId, actor.project.id), isOpenAt(now)), now);
  return row ?? null;
}

/** A transfer that the actor's org gives or gets, or null: everybody else's is not found. */
export async function getTransfer(actor: OrgActor, id: string, now: Date): Promise<TransferFacts | null> {
  const { fromOrgId, toOrgId } = projectTransfers;
  const ours = or(eq(fromOrgId, actor.org.id), eq(toOrgId, actor.org.id));
  const [row] = await find(and(eq(projectTransfers.id, id), ours), now);
  return row ?? null;
}

/** Open ones that an owner of this org still has to confirm. */
export function listWaitingTransfers(actor: OrgActor, now: Date): Promise<TransferFacts[]> {
  const { id } = actor.org;
  const t = projectTransfers;
  const waits = or(
    and(eq(t.fromOrgId, id), sql`${t.fromConfirmedAt} is null`),
    and(eq(t.toOrgId, id), sql`${t.toConfirmedAt} is null`),
  );
  return find(and(isOpenAt(now), waits), now);
}

export async function getTransferForMail(id: string, now: Date): Promise<TransferFacts | null> {
  const [row] = await find(eq(projectTransfers.id, id), now);
  return row ?? null;
}

/** Organizations that the person may move the project to: where they may create projects, this session included. */
export async function listTargets(actor: ProjectActor): Promise<{ id: number; name: string }[]> {
  return db()
    .select({ id: orgs.id, name: orgs.name })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), sql`${orgs.deletedAt} is null`))
    .where(and(createsProjects(actor), ne(orgs.id, actor.org.id)))
    .orderBy(sql`lower(${orgs.name})`, orgs.id)
    .limit(200);
}

/** Of `members`: where this session of the person may create projects. */
export function createsProjects(actor: UserActor): SQL | undefined {
  const { user } = actor;
  return and(
    eq(members.userId, user.id),
    sql`${members.role} in ('owner', 'admin')`,
    user.limitedToOrgId === null ? undefined : eq(members.orgId, user.limitedToOrgId),
    orgIsOpen(actor, now(), sql`${members.orgId}`),
  );
}

/** Addresses of an org's owners who proved them, for mails. */
export async function listOrgOwnerEmails(orgId: number, most: number): Promise<string[]> {
  const rows = await db()
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, orgId), eq(members.role, "owner"), sql`${users.emailProvenAt} is not null`))
    .orderBy(members.joinedAt, members.userId)
    .limit(most);
  return rows.map(({ email }) => email);
}

/** The other org of a transfer of the actor's org, which never changes; undefined for any other transfer. */
export async function findOtherOrg({ org }: OrgActor, id: string): Promise<number | undefined> {
  const { fromOrgId, toOrgId } = projectTransfers;
  const [row] = await db()
    .select({ from: fromOrgId, to: toOrgId })
    .from(projectTransfers)
    .where(and(eq(projectTransfers.id, id), or(eq(fromOrgId, org.id), eq(toOrgId, org.id))));
  return row?.from === org.id ? row.to : row?.from;
}

/** Whether this session of the person owns the org. */
export async function ownsOrg(actor: UserActor, orgId: number): Promise<boolean> {
  const rows = await db()
    .select({ role: members.role })
    .from(members)
    .where(and(createsProjects(actor), eq(members.orgId, orgId), eq(members.role, "owner")));
  return rows.length > 0;
}
