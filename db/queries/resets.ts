import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ProjectActor } from "@/lib/authz/actor";

export type ResetPreview = {
  /** Stored now, as they are counted by name and day. */
  events: number;
  names: number;
  profiles: number;
  /** Rotated keys that still work. */
  previousKeys: number;
  reports: number;
  alerts: number;
  /** The latest reset, or nothing: a form that knows an older one is told. */
  latest: string;
  /** Resets whose data waits or is on its way: those that {@link listResets} shows. */
  resets: number;
};

/** What a reset of the actor's project would take out of sight, in numbers, and what it leaves. */
export async function previewReset(actor: ProjectActor, now: Date): Promise<ResetPreview> {
  const id = actor.project.id;
  const [row] = await db().execute<ResetPreview>(sql`
    select coalesce(d.events, 0)::float8 as events, d.names, coalesce(c.profiles, 0)::float8 as profiles,
      (select count(*)::int from previous_keys k where k.project_id = p.id and k.works_until > ${now.toISOString()}::timestamptz) as "previousKeys",
      (select count(*)::int from reports r where r.project_id = p.id) as reports,
      (select count(*)::int from alerts a where a.org_id = p.org_id and a.project_id = p.id) as alerts,
      coalesce((select r.id from project_resets r where r.project_id = p.id order by r.reset_at desc, r.id desc limit 1), '') as latest,
      (select count(*)::int from project_resets r where r.project_id = p.id and ${isListed}) as resets
    from projects p left join profile_counts c using (dataset_id)
      cross join lateral (select sum(e.events) as events, count(distinct e.event)::int as names from event_days e where e.dataset_id = p.dataset_id) d
    where p.id = ${id}`);
  if (!row) throw new Error("A preview has one row.");
  return row;
}

/** Its data waits to be brought back or erased, or what came since is on its way beside it. */
const isListed = sql`(r.restored_at is null and r.erased_at is null or r.moving_from is not null)`;

export type ResetRow = {
  id: string;
  resetAt: Date;
  /** Null once that account is gone. */
  resetBy: string | null;
  restoredAt: Date | null;
  restoredBy: string | null;
  erasingAt: Date | null;
  events: number;
  profiles: number;
  progress: { id: string; done: number; total: number } | null;
};

type Raw = Omit<ResetRow, "resetAt" | "restoredAt" | "erasingAt"> & {
  resetAt: string;
  restoredAt: string | null;
  erasingAt: string | null;
};

/** Resets of the actor's project whose data is still there, the latest first; `page` counts from 1. */
export async function listResets(actor: ProjectActor, page: number, size: number): Promise<ResetRow[]> {
  const rows = await db().execute<Raw>(sql`
    with shown as materialized (
      select r.* from project_resets r where r.project_id = ${actor.project.id} and ${isListed}
      order by r.reset_at desc, r.id desc limit ${size} offset ${(page - 1) * size}
    )
    select r.id, r.reset_at as "resetAt", u.name as "resetBy", r.restored_at as "restoredAt", b.name as "restoredBy",
      r.erasing_at as "erasingAt",
      coalesce((select sum(e.events) from event_days e where e.dataset_id = r.dataset_id), 0)::float8 as events,
      coalesce((select c.profiles from profile_counts c where c.dataset_id = r.dataset_id), 0)::float8 as profiles,
      case when g.finished_at is null and g.id is not null
        then json_build_object('id', g.id, 'done', g.done, 'total', g.total) end as progress
    from shown r left join users u on u.id = r.reset_by left join users b on b.id = r.restored_by
      left join progress g on g.id = r.progress_id
    order by r.reset_at desc, r.id desc`);
  const moment = (text: string | null) => (text === null ? null : new Date(text));
  return rows.map((row) => ({
    ...row,
    resetAt: new Date(row.resetAt),
    restoredAt: moment(row.restoredAt),
    erasingAt: moment(row.erasingAt),
  }));
}
