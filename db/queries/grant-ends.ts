import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ProjectRole } from "@/lib/authz/roles";

export type DueGrant = { projectId: number; userId: string; endsAt: Date; place: string };

/** Grants that have ended and still stand as rows, of organizations that are there; the next ones after a place. */
export async function listDueGrants(after: string, limit: number): Promise<DueGrant[]> {
  const rows = await db().execute<{ project_id: number; user_id: string; ends_at: string; place: string }>(sql`
    select g.project_id, g.user_id, g.ends_at, g.project_id || ' ' || g.user_id as place
    from project_grants g join orgs o on o.id = g.org_id and o.deleted_at is null
    where g.ends_at <= now() and g.project_id || ' ' || g.user_id > ${after}
    order by place limit ${limit}`);
  return rows.map((row) => ({
    projectId: row.project_id,
    userId: row.user_id,
    endsAt: new Date(row.ends_at),
    place: row.place,
  }));
}

export type GrantForMail = {
  person: { name: string; email: string; timezone: string | null };
  projectName: string;
  orgName: string;
  /** Of the individual grant; null where there is none any more. */
  role: ProjectRole | null;
  endsAt: Date | null;
  ended: boolean;
  /** What the person is on the project now, by whatever grant. */
  now: ProjectRole | null;
  /** And once the grant has ended. */
  then: ProjectRole | null;
  giver: { id: string; name: string; email: string; timezone: string | null; manages: boolean } | null;
};

/** What the mails about a grant say, at the moment they are sent; null where person or project is gone. */
export async function getGrantForMail(projectId: number, userId: string): Promise<GrantForMail | null> {
  type Row = Omit<GrantForMail, "endsAt"> & { ends_at: string | null };
  const [row] = await db().execute<Row>(sql`
    select json_build_object('name', u.name, 'email', u.email, 'timezone', u.timezone) as person,
      p.name as "projectName", o.name as "orgName", g.role, g.ends_at, coalesce(g.ends_at <= now(), false) as ended,
      (select max(a.role) from project_access a where a.project_id = p.id and a.user_id = m.user_id) as now,
      greatest(g.then_role, (select max(a.role) from project_access a
        where a.project_id = p.id and a.user_id = m.user_id and a.ends_at is null)) as then,
      (select json_build_object('id', b.id, 'name', b.name, 'email', b.email, 'timezone', b.timezone, 'manages',
          coalesce((select max(a.role) >= 'admin' from project_access a
            where a.project_id = p.id and a.user_id = b.id), false))
        from users b where b.id = g.given_by) as giver
    from projects p
      join orgs o on o.id = p.org_id and o.deleted_at is null
      join members m on m.org_id = p.org_id and m.user_id = ${userId}
      join users u on u.id = m.user_id
      left join project_grants g on g.project_id = p.id and g.user_id = m.user_id
    where p.id = ${projectId} and p.deleted_at is null`);
  if (!row) return null;
  const { ends_at, ...rest } = row;
  return { ...rest, endsAt: ends_at === null ? null : new Date(ends_at) };
}
