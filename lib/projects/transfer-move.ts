import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textSet } from "@/db/queries/page";
import { rolesAfter } from "@/db/queries/transfer-effect";
import { projects, projectTransfers } from "@/db/schema";
import type { AuditInput } from "@/lib/audit/write";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import type { Change } from "@/lib/mutate";
import { billingPeriodOf } from "@/lib/usage/period";
import { logsOf } from "./transfer-log";
import type { Move } from "./transfer-rules";

/**
 * P2: the move itself, in one transaction that holds both orgs and the project. Data, keys, reports and settings are the
 * project's and stay; what hangs on people and teams of the org that it leaves ends, each with an entry in its log.
 */
export async function moveProject(
  { tx, actor, audit, now }: Pick<Change<OrgActor>, "tx" | "actor" | "audit" | "now">,
  move: Move & { transferId: string; fromName: string; toName: string },
): Promise<void> {
  const { projectId, name, from, to, transferId } = move;
  const log = await logsOf(tx, actor, [from, to]);
  const entry: Entry = (more) => audit({ ...log(from), projectId, ...more });
  await endAlerts(tx, move, entry);
  await endGrants(tx, move, entry);
  await endServiceGrants(tx, move, entry);
  await leaveTeams(tx, move, entry);
  await leaveInvitations(tx, move, entry);
  await tx.execute(sql`delete from access_requests where project_id = ${projectId}`);
  await forgetNames(tx, move);
  // Waits for whoever stores events at this moment, so that their usage is there to be moved, too.
  await tx.update(projects).set({ orgId: to, allUsersRole: null }).where(eq(projects.id, projectId));
  const { firstDay } = billingPeriodOf(now);
  await tx.execute(sql`
    update usage_days set org_id = ${to} where project_id = ${projectId} and org_id = ${from} and day >= ${firstDay}::date`);
  await tx.execute(sql`
    update progress set org_id = ${to} where org_id = ${from} and input ->> 'projectId' = ${String(projectId)}`);
  await tx.update(projectTransfers).set({ doneAt: now }).where(eq(projectTransfers.id, transferId));
  const object = { type: "project" as const, id: projectId };
  entry({ action: "project.transferred", object, before: { name }, after: { organization: move.toName } });
  audit({ ...log(to), projectId, action: "project.received", object, after: { name, organization: move.fromName } });
}

type Entry = (more: Pick<AuditInput, "action" | "object" | "before" | "after">) => void;

/** Who made what, in columns of the project: people of the org that it leaves are not known in the other one. */
const names = {
  projects: ["created_by"],
  reports: ["created_by", "edited_by"],
  previous_keys: ["rotated_by"],
  message_channels: ["added_by"],
  project_resets: ["reset_by", "restored_by"],
  privacy_requests: ["requested_by", "cancelled_by"],
} as const;

async function forgetNames(tx: Tx, { projectId, to }: Move): Promise<void> {
  for (const [table, columns] of Object.entries(names)) {
    const key = sql.identifier(table === "projects" ? "id" : "project_id");
    for (const column of columns.map((name) => sql.identifier(name)))
      await tx.execute(sql`
        update ${sql.identifier(table)} t set ${column} = null where ${key} = ${projectId} and t.${column} is not null
          and not exists (select from members m where m.org_id = ${to} and m.user_id = t.${column})`);
  }
}

/** Of everybody who does not reach it there: an alert hangs on the membership, and on the access. */
async function endAlerts(tx: Tx, move: Move, entry: Entry): Promise<void> {
  const gone = await tx.execute<{ id: string; user_id: string }>(sql`
    delete from alerts where project_id = ${move.projectId} and user_id not in (select user_id from (${rolesAfter(move)}) r)
    returning id, user_id`);
  for (const { id, user_id } of gone)
    entry({ action: "alert.ended", object: { type: "alert", id }, before: { user: user_id } });
}

/** Of people who are not in the other org. */
async function endGrants(tx: Tx, { projectId, to }: Move, entry: Entry): Promise<void> {
  const gone = await tx.execute<{ user_id: string; role: ProjectRole }>(sql`
    delete from project_grants g where g.project_id = ${projectId}
      and not exists (select from members m where m.org_id = ${to} and m.user_id = g.user_id)
    returning g.user_id, g.role`);
  for (const { user_id, role } of gone)
    entry({ action: "grant.removed", object: { type: "grant", id: user_id }, before: { role } });
}

/** Programs stay behind: they are of the org that it leaves. */
async function endServiceGrants(tx: Tx, { projectId }: Move, entry: Entry): Promise<void> {
  const gone = await tx.execute<{ account_id: number; role: ProjectRole }>(
    sql`delete from service_account_projects where project_id = ${projectId} returning account_id, role`,
  );
  for (const { account_id, role } of gone)
    entry({
      action: "service_account.removed_from_project",
      object: { type: "service_account", id: account_id },
      before: { role },
    });
}

async function leaveTeams(tx: Tx, { projectId }: Move, entry: Entry): Promise<void> {
  const gone = await tx.execute<{ team_id: string }>(
    sql`delete from team_projects where project_id = ${projectId} returning team_id`,
  );
  for (const { team_id } of gone)
    entry({ action: "team.project_removed", object: { type: "team", id: team_id }, before: { project: projectId } });
}

/** Only what is open is worth an entry. */
async function leaveInvitations(tx: Tx, { projectId }: Move, entry: Entry): Promise<void> {
  const gone = await tx.execute<{ invitation_id: string; role: ProjectRole }>(
    sql`delete from invitation_projects where project_id = ${projectId} returning invitation_id, role`,
  );
  const ids = gone.map(({ invitation_id }) => invitation_id);
  const open = await tx.execute<{ id: string }>(sql`
    select id from invitations where id in ${textSet(ids)} and num_nonnulls(accepted_at, declined_at, revoked_at) = 0`);
  const roles = new Map(gone.map(({ invitation_id, role }) => [invitation_id, role]));
  for (const { id } of open) {
    const before = { project: projectId, role: roles.get(id) ?? null };
    entry({ action: "invitation.edited", object: { type: "invitation", id }, before });
  }
}
