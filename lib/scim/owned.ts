import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textSet } from "@/db/queries/page";
import type { OrgActor } from "@/lib/authz/actor";
import { planHas } from "@/lib/billing/plans";
import { RuleBroken } from "@/lib/errors";

/**
 * Building blocks for verbs by hand: what the directory keeps is changed there. Where directory sync is off, because no
 * token works or the plan has none, everything is the admins' again.
 */
const isOn = (orgId: number) =>
  sql`exists (select 1 from directory_tokens k where k.org_id = ${orgId} and k.revoked_at is null)`;

/** Throws RuleBroken `directory_owned` where one of the teams is a group of the directory. */
export async function assertTeamsByHand(tx: Tx, { org }: OrgActor, teamIds: string[]): Promise<void> {
  if (teamIds.length === 0 || !planHas(org.plan, "directory_sync")) return;
  const [kept] = await tx.execute<{ name: string }>(sql`
    select t.name from directory_groups g join teams t on t.id = g.team_id
    where g.org_id = ${org.id} and g.team_id in ${textSet(teamIds)} and ${isOn(org.id)} limit 1`);
  if (!kept) return;
  throw new RuleBroken(
    "directory_owned",
    `${kept.name} is kept by your directory: its name and people change there. Role and projects are yours to change.`,
  );
}

/** Throws RuleBroken `directory_owned` where the directory keeps one of these members. */
export async function assertMembersByHand(tx: Tx, { org }: OrgActor, userIds: string[]): Promise<void> {
  if (userIds.length === 0 || !planHas(org.plan, "directory_sync")) return;
  const [kept] = await tx.execute<{ name: string; more: number }>(sql`
    select m.name, (count(*) over ())::int - 1 as more from directory_users d
      join members m on m.org_id = d.org_id and m.user_id = d.user_id
    where d.org_id = ${org.id} and d.active and d.user_id in ${textSet(userIds)} and ${isOn(org.id)}
    order by lower(m.name), m.user_id limit 1`);
  if (!kept) return;
  const who = kept.more === 0 ? kept.name : `${kept.name} and ${kept.more} more`;
  throw new RuleBroken(
    "directory_owned",
    `Your directory keeps ${who}: deactivate them there, or they would come back with its next sync.`,
  );
}
