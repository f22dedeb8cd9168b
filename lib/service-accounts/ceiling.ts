import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles } from "@/lib/authz/project-role";
import { mayGiveProjectRole, type OrgRole, type ProjectRole } from "@/lib/authz/roles";
import { RuleBroken } from "@/lib/errors";
import { assertMayGive } from "@/lib/members/members";

/** R4: whoever gets an account's secret may what it may. Throws `role_above_own` unless the actor may give all of that. */
export async function assertMayHold(
  tx: Tx,
  actor: OrgActor,
  account: { userId: string; role: OrgRole; name: string },
): Promise<void> {
  assertMayGive(actor, account.role);
  const held = await tx.execute<{ project_id: number; role: ProjectRole }>(sql`
    select project_id, max(role) as role from service_access_ever
    where user_id = ${account.userId} and source <> 'organization' group by project_id`);
  const ids = held.map(({ project_id }) => project_id);
  const own = await effectiveProjectRoles(tx, ids, actor.user.id);
  const above = held.some(({ project_id, role }) => !mayGiveProjectRole(own.get(project_id) ?? null, role));
  if (!above) return;
  throw new RuleBroken(
    "role_above_own",
    `${account.name} has a project role above yours. Ask an owner of that project.`,
  );
}
