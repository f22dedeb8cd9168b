import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { MemberFilter } from "@/lib/members/filter";
import type { PickerOption } from "@/lib/pickers";

/** A filter with ids where names were given, and what the chosen team and project are called. */
export type SettledFilter = { filter: MemberFilter; team: PickerOption | null; project: PickerOption | null };

/**
 * Finds the team and the project that a filter names. Without script they are typed by name, so a name does as well as
 * an id. What is not found stays as it was given and fits nobody.
 */
export async function settleFilter(actor: OrgActor, filter: MemberFilter): Promise<SettledFilter> {
  if (!filter.team && !filter.project) return { filter, team: null, project: null };
  const { team, project } = filter;
  const projectId = /^[1-9]\d{8}$/.test(project ?? "") ? Number(project) : 0;
  const rows = await db().execute<{ kind: "team" | "project"; id: string; label: string }>(sql`
    (select 'team' as kind, t.id, t.name as label from teams t
      where t.org_id = ${actor.org.id} and (t.id = ${team}::text or lower(t.name) = lower(${team}::text))
      order by t.id = ${team}::text desc limit 1)
    union all
    (select 'project', p.id::text, p.name from projects p
      where p.org_id = ${actor.org.id} and p.deleted_at is null
        and (p.id = ${projectId} or lower(p.name) = lower(${project}::text))
      order by p.id = ${projectId} desc limit 1)`);
  const found = (kind: string, given: string | null): PickerOption | null => {
    if (!given) return null;
    const row = rows.find((one) => one.kind === kind);
    return row ? { id: row.id, label: row.label } : { id: given, label: `${given} (not found)` };
  };
  const settled = { team: found("team", team), project: found("project", project) };
  return {
    ...settled,
    filter: { ...filter, team: settled.team?.id ?? null, project: settled.project?.id ?? null },
  };
}
