import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ProjectActor } from "@/lib/authz/actor";
import type { GrantSource } from "./access";

export type ProjectDeletionPreview = {
  events: number;
  profiles: number;
  /** People who reach it, each once; and how many do by each kind of grant, also by several. */
  people: number;
  granted: { source: GrantSource; people: number }[];
  reports: number;
  alerts: number;
  /** Open invitations that give it. */
  invitations: number;
  /** Resets that can still be taken back. */
  resets: number;
  /** The organization it is on its way to. */
  transferTo: string | null;
};

/** What goes away with the actor's project, in numbers. */
export async function previewProjectDeletion(actor: ProjectActor): Promise<ProjectDeletionPreview> {
  const id = actor.project.id;
  const [row] = await db().execute<ProjectDeletionPreview>(sql`
    with reached as materialized (
      select a.user_id, a.source from project_access a where a.org_id = ${actor.org.id} and a.project_id = ${id}
    )
    select
      (select coalesce(sum(d.events), 0)::float8 from event_days d where d.dataset_id = p.dataset_id) as events,
      coalesce((select c.profiles from profile_counts c where c.dataset_id = p.dataset_id), 0)::float8 as profiles,
      (select count(distinct r.user_id)::int from reached r) as people,
      coalesce((select json_agg(json_build_object('source', s.source, 'people', s.people) order by s.source) from (
        select r.source, count(distinct r.user_id)::int as people from reached r group by r.source) s), '[]') as granted,
      (select count(*)::int from reports r where r.project_id = p.id) as reports,
      (select count(*)::int from alerts a where a.org_id = p.org_id and a.project_id = p.id) as alerts,
      (select count(distinct ip.invitation_id)::int from invitation_projects ip join invitations i on i.id = ip.invitation_id
        where ip.org_id = p.org_id and ip.project_id = p.id
          and num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0) as invitations,
      (select count(*)::int from project_resets r
        where r.project_id = p.id and r.restored_at is null and r.erasing_at is null) as resets,
      (select o.name from project_transfers t join orgs o on o.id = t.to_org_id where t.project_id = p.id
        and num_nonnulls(t.done_at, t.declined_at, t.cancelled_at, t.lapsed_at) = 0) as "transferTo"
    from projects p where p.id = ${id}`);
  if (!row) throw new Error("A preview has one row.");
  return row;
}
