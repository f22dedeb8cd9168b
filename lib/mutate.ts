import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { orgStep, sessionOf } from "@/db/queries/org-gate";
import { isLiving } from "@/db/queries/service-accounts";
import { members, orgs, projects, serviceAccounts } from "@/db/schema";
import { type AuditInput, writeAudit } from "./audit/write";
import { type Actor, noSession, type OrgActor, type ProjectActor } from "./authz/actor";
import { type OrgPermission, orgRoleMay, type ProjectPermission, projectRoleMay } from "./authz/permissions";
import { effectiveProjectRole } from "./authz/project-role";
import type { OrgRole } from "./authz/roles";
import { isServiceUser } from "./authz/service-user";
import { now } from "./clock";
import { Forbidden, NotFound } from "./errors";
import { newId } from "./ids";
import { enqueueJob, enqueueJobs } from "./jobs/enqueue";
import type { JobName, Jobs } from "./jobs/jobs";
import { sqlState } from "./sql-state";

/** What a verb works with. `actor` is read again under the lock: a role lost since the page was opened is lost. */
export type Change<A extends Actor> = {
  tx: Tx;
  actor: A;
  now: Date;
  audit: (entry: AuditInput) => void;
  enqueue: <Name extends JobName>(
    name: Name,
    payload: Jobs[Name],
    options?: { runAt?: Date; jobKey?: string },
  ) => Promise<void>;
  /** Many of one kind by one statement. */
  enqueueAll: <Name extends JobName>(
    name: Name,
    payloads: readonly Jobs[Name][],
    options?: { runAt?: Date },
  ) => Promise<void>;
};

type Work<A extends Actor, R> = (change: Change<A>) => Promise<R>;

/** `beside`: another org that the change is about too. Both are locked, always in the order of their ids. */
type Extent = { beside?: number };

/**
 * A change in an org: locks the org row, reads the actor's role again, checks the permission, then runs the verb.
 * Throws NotFound for somebody who is no member (any more) and Forbidden without the permission.
 */
export function mutateOrg<R>(
  actor: OrgActor,
  permission: OrgPermission,
  work: Work<OrgActor, R>,
  { beside }: Extent = {},
): Promise<R> {
  return inTransaction(async (tx) => {
    await lockBoth(tx, actor.org.id, beside);
    const fresh = await lockOrg(tx, actor);
    if (!orgRoleMay(fresh.role, permission)) throw new Forbidden(permission);
    return fresh;
  }, work);
}

/** A change in a project: as {@link mutateOrg}, with the effective role on the project. */
export function mutateProject<R>(
  actor: ProjectActor,
  permission: ProjectPermission,
  work: Work<ProjectActor, R>,
  { beside }: Extent = {},
): Promise<R> {
  return inTransaction(async (tx) => {
    await lockBoth(tx, actor.org.id, beside);
    const { role, org } = await lockOrg(tx, actor);
    const [project] = await tx
      .select({ id: projects.id, name: projects.name, timezone: projects.timezone })
      .from(projects)
      .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, actor.project.id), isNull(projects.deletedAt)))
      .for("no key update");
    const projectRole = await effectiveProjectRole(tx, actor.project.id, actor.user.id);
    if (!project || !projectRole) throw new NotFound("project");
    if (!projectRoleMay(projectRole, permission)) throw new Forbidden(permission);
    return { ...actor, role, org, project, projectRole };
  }, work);
}

/** A change outside any org: one's own account, or somebody who is not signed in yet. The verb judges by itself. */
export function mutate<A extends Actor, R>(actor: A, work: Work<A, R>): Promise<R> {
  return inTransaction(async () => actor, work);
}

/**
 * Locks the org row for the rest of the transaction; every change to its members, invitations and teams starts here.
 * A deleted org is not found: only restoring it looks past that.
 */
export async function lockOrgRow(tx: Tx, orgId: number) {
  const [org] = await tx
    .select({
      id: orgs.id,
      name: orgs.name,
      plan: orgs.plan,
      createdAt: orgs.createdAt,
      twoFactorFrom: orgs.twoFactorFrom,
      trustedDevices: orgs.trustedDevices,
    })
    .from(orgs)
    .where(and(eq(orgs.id, orgId), isNull(orgs.deletedAt)))
    .for("no key update");
  if (!org) throw new NotFound("organization");
  return org;
}

async function lockBoth(tx: Tx, one: number, other: number | undefined): Promise<void> {
  if (other === undefined) return;
  const both = inArray(orgs.id, [one, other]);
  await tx.select({ id: orgs.id }).from(orgs).where(both).orderBy(orgs.id).for("no key update");
}

async function lockOrg(tx: Tx, actor: OrgActor): Promise<OrgActor> {
  const org = await lockOrgRow(tx, actor.org.id);
  if (isServiceUser(actor.user.id)) return { ...actor, org, role: await serviceRole(tx, actor) };
  const [member] = await tx
    .select({ role: members.role, step: orgStep(sessionOf(actor), now()) })
    .from(members)
    .innerJoin(orgs, eq(orgs.id, members.orgId))
    .where(and(eq(members.orgId, org.id), eq(members.userId, actor.user.id)));
  const closed = actor.session.id !== noSession.id && member?.step;
  if (!member || closed) throw new NotFound("organization");
  return { ...actor, org, role: member.role };
}

/** A service account that was revoked, or has expired, finds nothing. */
async function serviceRole(tx: Tx, actor: OrgActor): Promise<OrgRole> {
  const role = await serviceRoleOf(tx, actor.org.id, actor.user.id);
  if (!role) throw new NotFound("organization");
  return role;
}

/** The role of a living service account of the org; null for every other. */
export async function serviceRoleOf(tx: Tx, orgId: number, userId: string): Promise<OrgRole | null> {
  const [account] = await tx
    .select({ role: serviceAccounts.role })
    .from(serviceAccounts)
    .where(and(eq(serviceAccounts.orgId, orgId), eq(serviceAccounts.userId, userId), isLiving(now())));
  return account?.role ?? null;
}

async function inTransaction<A extends Actor, R>(prepare: (tx: Tx) => Promise<A>, work: Work<A, R>): Promise<R> {
  return retried(() =>
    db().transaction(async (tx) => {
      const at = now();
      const [before, fresh] = await Promise.all([rowsWritten(tx), prepare(tx)]);
      const entries: AuditInput[] = [];
      let touched = false;
      const result = await work({
        tx,
        actor: fresh,
        now: at,
        audit: (entry) => entries.push(entry),
        enqueue: (name, payload, options) => {
          touched = true;
          return enqueueJob(tx, name, payload, options);
        },
        enqueueAll: (name, payloads, options) => {
          touched ||= payloads.length > 0;
          return enqueueJobs(tx, name, payloads, options);
        },
      });
      if (entries.length === 0 && (touched || (await rowsWritten(tx)) > before)) {
        throw new Error("A change without an audit entry was refused.");
      }
      if (entries.length > 0) await writeAudit(tx, { actor: fresh, at, operationId: newId("operation") }, entries);
      return result;
    }),
  );
}

/**
 * How many rows this transaction has written, from a beginning that is not always 0: PostgreSQL adds what earlier
 * transactions of the connection wrote and did not report yet. So two readings are compared.
 */
async function rowsWritten(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ rows: number }>(
    "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int as rows from pg_stat_xact_user_tables",
  );
  return row?.rows ?? 0;
}

/**
 * Deadlocks, serialization failures and unique values taken at the same moment are tried again, at most three times in
 * all: the second run sees what the other connection wrote and judges it by the rule.
 */
async function retried<R>(run: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= 3 || !isTransient(error)) throw error;
    }
  }
}

function isTransient(error: unknown): boolean {
  const code = sqlState(error);
  return code === "40001" || code === "40P01" || code === "23505";
}
