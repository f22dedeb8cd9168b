import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import type { GrantSource } from "./access";
import { textArray, textSet } from "./page";

/**
 * Who gains and who loses what by a change of a team (M2): for each person and project that the change touches, the
 * effective role before and after, from one query over `project_access`.
 */

export const effectKinds = ["gained", "raised", "lowered", "lost"] as const;
export type EffectKind = (typeof effectKinds)[number];

export type EffectRow = {
  kind: EffectKind;
  userId: string;
  name: string;
  projectId: number;
  project: string;
  before: ProjectRole | null;
  after: ProjectRole | null;
  /** What gives the role afterwards where the team no longer does. */
  through: { source: GrantSource; team: string | null } | null;
};

export type TeamEffect = {
  counts: Record<EffectKind, { people: number; places: number }>;
  /** Whose access stays as it is, because something else gives as much. */
  unchanged: number;
  /** The first by name. */
  rows: EffectRow[];
};

export type TeamStep =
  | { kind: "add-people"; teamId: string; userIds: readonly string[] }
  | { kind: "remove-people"; teamId: string; userIds: readonly string[] }
  | { kind: "add-projects"; teamId: string; projectIds: readonly number[] }
  | { kind: "remove-projects"; teamId: string; projectIds: readonly number[] }
  | { kind: "role"; teamId: string; role: ProjectRole }
  | { kind: "delete"; teamIds: readonly string[] };

const shown = 20;

export async function teamEffect(actor: OrgActor, step: TeamStep): Promise<TeamEffect> {
  const teamIds = step.kind === "delete" ? step.teamIds : [step.teamId];
  const [row] = await db().execute<{ counts: Counts; rows: EffectRow[] }>(sql`
    with touched as materialized (${touchedBy(step, actor.org.id)}),
    others as materialized (
      select a.user_id, a.project_id, max(a.role) as role from project_access a
      where a.org_id = ${actor.org.id}
        and a.project_id = any(array(select distinct project_id from touched))
        and a.user_id ${peopleOf(step)}
        and (a.team_id is null or a.team_id <> all(${textArray(teamIds)}))
      group by a.user_id, a.project_id
    ), judged as materialized (
      select user_id, project_id, greatest(o.role, t.was) as before, greatest(o.role, t.next) as after
      from touched t left join others o using (user_id, project_id)
    ), changed as materialized (
      select *, case when before is null then 'gained' when after is null then 'lost'
        when after > before then 'raised' else 'lowered' end as kind
      from judged where before is distinct from after
    ), first as (
      select c.*, m.name, p.name as project from changed c
        join members m on m.org_id = ${actor.org.id} and m.user_id = c.user_id
        join projects p on p.id = c.project_id
      order by lower(m.name), c.user_id, lower(p.name), c.project_id
      limit ${shown}
    )
    select
      (select json_object_agg(kind, json_build_object('people', people, 'places', places)) from (
        select kind, count(distinct user_id) as people, count(*) as places from changed group by kind
        union all
        select 'unchanged', count(distinct user_id), count(*) from judged where before is not distinct from after
      ) k) as counts,
      (select coalesce(json_agg(json_build_object('kind', f.kind, 'userId', f.user_id, 'name', f.name,
          'projectId', f.project_id, 'project', f.project, 'before', f.before, 'after', f.after,
          'through', case when f.kind = 'lowered' then (
            select json_build_object('source', a.source, 'team', t.name)
            from project_access a left join teams t on t.id = a.team_id
            where a.project_id = f.project_id and a.user_id = f.user_id
              and a.role = f.after and (a.team_id is null or a.team_id <> all(${textArray(teamIds)}))
            order by a.source, t.name limit 1) end)
        order by lower(f.name), f.user_id, lower(f.project), f.project_id), '[]') from first f) as rows`);
  const counts = row?.counts ?? {};
  const of = (kind: EffectKind) => counts[kind] ?? { people: 0, places: 0 };
  return {
    counts: { gained: of("gained"), raised: of("raised"), lowered: of("lowered"), lost: of("lost") },
    unchanged: counts.unchanged?.people ?? 0,
    rows: row?.rows ?? [],
  };
}

type Counts = Partial<Record<EffectKind | "unchanged", { people: number; places: number }>>;

/** A few people are looked up by index, many by going once through whoever reaches these projects. */
function peopleOf(step: TeamStep): SQL {
  const few = "userIds" in step && step.userIds.length <= 500;
  return few ? sql`= any(${textArray(step.userIds)})` : sql`in (select user_id from touched)`;
}

/** Person and project pairs with the role that the team gives before (`was`) and after (`next`). */
function touchedBy(step: TeamStep, orgId: number): SQL {
  const none = sql`null::project_role`;
  const role = sql`t.role`;
  if (step.kind === "delete") {
    return sql`select m.user_id, x.project_id, max(t.role) as was, ${none} as next
      from teams t join team_members m on m.team_id = t.id ${heldProjects}
      where t.org_id = ${orgId} and t.id = any(${textArray(step.teamIds)}) group by 1, 2`;
  }
  const ofTeam = sql`t.org_id = ${orgId} and t.id = ${step.teamId}`;
  const everyone = sql`teams t join team_members m on m.team_id = t.id`;
  switch (step.kind) {
    case "add-people":
      return sql`select m.user_id, x.project_id, ${none} as was, ${role} as next
        from teams t join members m on m.org_id = t.org_id ${heldProjects}
        where ${ofTeam} and m.user_id in ${textSet(step.userIds)}
          and not exists (select 1 from team_members i where i.team_id = t.id and i.user_id = m.user_id)`;
    case "remove-people":
      return sql`select m.user_id, x.project_id, ${role} as was, ${none} as next
        from ${everyone} ${heldProjects} where ${ofTeam} and m.user_id in ${textSet(step.userIds)}`;
    case "role":
      return sql`select m.user_id, x.project_id, ${role} as was, ${step.role}::project_role as next
        from ${everyone} ${heldProjects} where ${ofTeam}`;
    case "add-projects":
      return sql`select m.user_id, x.id as project_id, ${none} as was, ${role} as next
        from ${everyone} join projects x on x.org_id = t.org_id and x.deleted_at is null
        where ${ofTeam} and x.id::text = any(${textArray(step.projectIds.map(String))})
          and not exists (select 1 from team_projects i where i.team_id = t.id and i.project_id = x.id)`;
    case "remove-projects":
      return sql`select m.user_id, x.project_id, ${role} as was, ${none} as next
        from ${everyone} ${heldProjects}
        where ${ofTeam} and x.project_id::text = any(${textArray(step.projectIds.map(String))})`;
  }
}

/** A deleted project is reached by nobody, so nobody gains or loses it. */
const heldProjects = sql`join team_projects x on x.team_id = t.id
  join projects p on p.id = x.project_id and p.deleted_at is null`;
