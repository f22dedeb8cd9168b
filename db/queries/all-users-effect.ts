import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ProjectActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { type EffectKind, effectKinds } from "./team-effect";

export type AllUsersEffectRow = {
  kind: EffectKind;
  userId: string;
  name: string;
  email: string;
  before: ProjectRole | null;
  after: ProjectRole | null;
};
export type AllUsersEffect = {
  counts: Record<EffectKind, number>;
  /** Whose role stays, with access or without. */
  unchanged: number;
  /** The first of each kind by name, where the viewer may see who is in the organization. */
  rows: AllUsersEffectRow[];
};

const shownOfEach = 5;

/** Who gains and who loses what if everybody in the organization had `role` on the project: exact, by one query. */
export async function allUsersEffect(actor: ProjectActor, role: ProjectRole | null): Promise<AllUsersEffect> {
  type Row = { counts: Partial<Record<EffectKind | "unchanged", number>> | null; rows: AllUsersEffectRow[] };
  const [row] = await db().execute<Row>(sql`
    with others as materialized (
      select a.user_id, max(a.role) as role from project_access a
      where a.project_id = ${actor.project.id} and a.source <> 'all_users'
      group by a.user_id
    ), judged as materialized (
      select m.user_id, m.name, m.email, greatest(o.role, p.all_users_role) as before,
        greatest(o.role, ${role}::project_role) as after
      from projects p join members m on m.org_id = p.org_id left join others o on o.user_id = m.user_id
      where p.id = ${actor.project.id} and p.org_id = ${actor.org.id} and p.deleted_at is null
    ), told as materialized (
      select *, case when before is not distinct from after then 'unchanged' when before is null then 'gained'
        when after is null then 'lost' when after > before then 'raised' else 'lowered' end as kind
      from judged
    )
    select (select json_object_agg(kind, people) from (select kind, count(*)::int as people from told group by kind) k) as counts,
      coalesce((select json_agg(json_build_object('kind', f.kind, 'userId', f.user_id, 'name', f.name, 'email', f.email,
          'before', f.before, 'after', f.after) order by f.kind, f.place, f.user_id)
        from (values ${sql.join(
          effectKinds.map((kind) => sql`(${kind}::text)`),
          sql`, `,
        )}) k(kind) cross join lateral (
          select t.*, lower(t.name) as place from told t where t.kind = k.kind
          order by lower(t.name), t.user_id limit ${shownOfEach}) f), '[]') as rows`);
  const of = (kind: EffectKind) => row?.counts?.[kind] ?? 0;
  const rows = row?.rows ?? [];
  return {
    counts: { gained: of("gained"), raised: of("raised"), lowered: of("lowered"), lost: of("lost") },
    unchanged: row?.counts?.unchanged ?? 0,
    rows: effectKinds.flatMap((kind) => rows.filter((each) => each.kind === kind)),
  };
}
