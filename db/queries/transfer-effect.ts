import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ProjectRole } from "@/lib/authz/roles";
import { textSet } from "./page";

/**
 * What a transfer would do to everybody's access to a project, from one query: before by `project_access`, afterwards by
 * organization roles of the target and by the individual grants of people who are in it. Teams and the All users role stay
 * behind.
 */

export const transferEffects = ["gained", "raised", "lowered", "lost", "kept"] as const;
export type TransferEffect = (typeof transferEffects)[number];

export type TransferRow = {
  userId: string;
  /** Null for somebody whom the viewer may not know: they are in the other organization alone. */
  name: string | null;
  email: string | null;
  effect: TransferEffect;
  before: ProjectRole | null;
  after: ProjectRole | null;
};

export type TransferPreview = {
  counts: Record<TransferEffect, number>;
  rows: TransferRow[];
  /** What ends with it. */
  grants: number;
  teams: number;
  allUsersRole: ProjectRole | null;
  invitations: number;
  requests: number;
  alerts: number;
  /** Events of the billing period, which count for the target from then on. */
  events: number;
};

type Transfer = { projectId: number; from: number; to: number };
type Place = { page: number; size: number };

/** Roles on the project once it belongs to the other org, as rows of `user_id, role`. */
export function rolesAfter({ projectId, to }: Pick<Transfer, "projectId" | "to">): SQL {
  return sql`
    select user_id, max(role) as role from (
      select m.user_id, case m.role when 'owner' then 'owner'::project_role else 'admin'::project_role end as role
      from members m where m.org_id = ${to} and m.role in ('owner', 'admin')
      union all
      select g.user_id, case when g.ends_at <= now() then g.then_role else g.role end
      from project_grants g join members m on m.org_id = ${to} and m.user_id = g.user_id
      where g.project_id = ${projectId} and (g.ends_at is null or g.ends_at > now() or g.then_role is not null)
    ) r group by user_id`;
}

/** `seenIn`: the organizations whose people the viewer may know by name. */
export async function previewTransfer(
  transfer: Transfer,
  firstDay: string,
  { page, size }: Place,
  seenIn: readonly number[],
): Promise<TransferPreview> {
  const { projectId, from, to } = transfer;
  const [row] = await db().execute<TransferPreview>(sql`
    with before as materialized (
      select user_id, max(role) as role from project_access where org_id = ${from} and project_id = ${projectId} group by user_id
    ), after as materialized (${rolesAfter(transfer)}),
    judged as materialized (
      select user_id, b.role as before, a.role as after,
        case when b.role is null then 'gained' when a.role is null then 'lost' when a.role > b.role then 'raised'
          when a.role < b.role then 'lowered' else 'kept' end as effect
      from before b full join after a using (user_id)
    ), known as (
      select distinct on (j.user_id) j.user_id, m.name, m.email from judged j
      join members m on m.user_id = j.user_id and m.org_id::text in ${textSet(seenIn.map(String))} order by j.user_id, m.org_id
    ), page as (
      select j.*, k.name, k.email from judged j left join known k using (user_id)
      order by array_position(array['lost', 'lowered', 'gained', 'raised', 'kept'], j.effect), lower(k.name) nulls last, j.user_id
      limit ${size} offset ${(page - 1) * size}
    )
    select
      (select json_build_object(
        'gained', count(*) filter (where effect = 'gained'), 'raised', count(*) filter (where effect = 'raised'),
        'lowered', count(*) filter (where effect = 'lowered'), 'lost', count(*) filter (where effect = 'lost'),
        'kept', count(*) filter (where effect = 'kept')) from judged) as counts,
      coalesce((select json_agg(json_build_object('userId', user_id, 'name', name, 'email', email, 'effect', effect,
        'before', before, 'after', after)) from page), '[]') as rows,
      (select count(*)::int from project_grants g where g.project_id = ${projectId}
        and not exists (select from members m where m.org_id = ${to} and m.user_id = g.user_id)) as grants,
      (select count(*)::int from team_projects t where t.project_id = ${projectId}) as teams,
      (select p.all_users_role from projects p where p.id = ${projectId}) as "allUsersRole",
      (select count(*)::int from invitation_projects ip join invitations i on i.id = ip.invitation_id
        where ip.project_id = ${projectId} and num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0) as invitations,
      (select count(*)::int from access_requests r where r.project_id = ${projectId} and r.outcome is null) as requests,
      (select count(*)::int from alerts x where x.project_id = ${projectId} and x.ended_at is null
        and x.user_id not in (select user_id from after)) as alerts,
      (select coalesce(sum(events), 0)::float8 from usage_days
        where project_id = ${projectId} and org_id = ${from} and day >= ${firstDay}::date) as events`);
  if (!row) throw new Error("A preview has one row.");
  return row;
}
