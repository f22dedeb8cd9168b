import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { UserActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { pageSize } from "@/lib/pagination";
import type { GrantSource } from "./access";
import { orgIsOpen } from "./org-gate";
import { containing, type ListPage, pageByNumber } from "./page";

export type OwnProject = {
  id: number;
  name: string;
  timezone: string;
  orgId: number;
  orgName: string;
  role: ProjectRole;
  /** Through what the role comes; of equal ones the first by name. */
  source: GrantSource;
  teamName: string | null;
  /** Null below admin: who may not see them gets none. */
  keys: { token: string; apiKey: string } | null;
};

type Options = { q: string; orgId: number | null };

/**
 * C2: a page of the projects that the person signed in reaches, by org and name, with what each role lets them see, and
 * how many there are. Keys leave the database only for roles that may see them.
 */
export function listOwnProjects(
  actor: UserActor,
  options: Options,
  page: ListPage,
): Promise<{ rows: OwnProject[]; total: number }> {
  return pageByNumber(page, (offset) => readFrom(actor, options, offset));
}

async function readFrom(actor: UserActor, { q, orgId }: Options, offset: number) {
  const like = q ? containing(q) : null;
  const limited = actor.user.limitedToOrgId;
  const rows = await db().execute<
    Omit<OwnProject, "keys"> & { token: string | null; apiKey: string; total: number }
  >(sql`
    with granted as materialized (
      select distinct on (a.project_id) a.project_id, a.role, a.source, a.team_id from project_access a
      where a.user_id = ${actor.user.id}
        and (${orgId}::int is null or a.org_id = ${orgId}::int)
        and (${limited}::int is null or a.org_id = ${limited}::int)
        and ${orgIsOpen(actor, now(), sql`a.org_id`)}
      order by a.project_id, a.role desc, a.source desc, a.team_id
    )
    select p.id, p.name, p.timezone, p.org_id as "orgId", o.name as "orgName", g.role, g.source, t.name as "teamName",
      case when g.role >= 'admin' then p.token end as token, case when g.role >= 'admin' then p.api_key end as "apiKey",
      count(*) over ()::int as total
    from granted g
      join projects p on p.id = g.project_id
      join orgs o on o.id = p.org_id and o.deleted_at is null
      left join teams t on t.id = g.team_id
    where ${like}::text is null or lower(p.name) like ${like}::text
    order by lower(o.name), o.id, lower(p.name), p.id
    limit ${pageSize} offset ${offset}`);
  return {
    rows: rows.map(({ token, apiKey, total: _, ...row }) => ({
      ...row,
      keys: token === null ? null : { token, apiKey },
    })),
    total: rows[0]?.total ?? 0,
  };
}
