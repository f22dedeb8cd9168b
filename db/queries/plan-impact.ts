import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  invitationIsOpen,
  invitationProjects,
  invitations,
  members,
  projectGrants,
  projects,
  teams,
} from "@/db/schema";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";

/** Roles that the lowest plan does not have. */
const limited: ProjectRole[] = projectRoles.filter((role) => !planAllowsProjectRole("free", role));

export type LimitedRoles = {
  /** People with such a role on a project, given to them alone; the first by name. */
  people: { names: string[]; total: number };
  /** Teams that give one. */
  teams: { names: string[]; total: number };
  /** Projects that give one to everybody. */
  projects: { names: string[]; total: number };
  /** Open invitations that offer one. */
  invitations: number;
};

type Named = { names: string[] | null; total: number };

/** Who and what has a project role that only some plans can give. One statement; each part reads an index of the org. */
export async function getLimitedRoles(orgId: number, most = 6): Promise<LimitedRoles> {
  const roles = sql`any(${sql.param(limited)}::project_role[])`;
  const named = (rows: ReturnType<typeof sql>) => sql`(
    select json_build_object('total', count(*), 'names', (array_agg(name order by lower(name), id))[1:${sql.raw(String(most))}])
    from (${rows}) x)`;
  const [row] = await db().execute<{ people: Named; teams: Named; projects: Named; invitations: number }>(sql`
    select
      ${named(sql`select distinct m.user_id as id, m.name from ${projectGrants} g
        join ${members} m on m.org_id = g.org_id and m.user_id = g.user_id
        join ${projects} p on p.id = g.project_id and p.deleted_at is null
        where g.org_id = ${orgId} and g.role = ${roles}`)} as people,
      ${named(sql`select t.id, t.name from ${teams} t where t.org_id = ${orgId} and t.role = ${roles}`)} as teams,
      ${named(sql`select p.id::text as id, p.name from ${projects} p
        where p.org_id = ${orgId} and p.deleted_at is null and p.all_users_role = ${roles}`)} as projects,
      (select count(*)::int from ${invitations} where ${invitations.orgId} = ${orgId} and ${invitationIsOpen}
        and exists (select from ${invitationProjects} x where x.invitation_id = ${invitations.id} and x.role = ${roles})) as invitations`);
  const filled = (part?: Named) => ({ names: part?.names ?? [], total: part?.total ?? 0 });
  return {
    people: filled(row?.people),
    teams: filled(row?.teams),
    projects: filled(row?.projects),
    invitations: row?.invitations ?? 0,
  };
}
