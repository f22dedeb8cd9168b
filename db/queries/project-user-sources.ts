import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { grantSources, type ProjectUserFilter, type ProjectUserSort } from "@/lib/members/project-users";
import type { GrantSource } from "./access";
import { holds } from "./page";

/**
 * The four sources of a project's grants, as `project_access` has them (a test holds one against the other). The view
 * would make all rows to show fifty; here each source gives its own fifty in the list's order, by an index where it may be
 * as large as the organization.
 */
export type Scope = { actor: ProjectActor; filter: ProjectUserFilter; allUsersRole: ProjectRole | null };
export type Order = { sort: ProjectUserSort; dir: "asc" | "desc" };
/** A row to begin beyond: what it is sorted by, the name in small letters, and what tells grants of one person apart. */
export type Beyond = { place: string; name: string; userId: string; tag: string };
/** `reversed`: against the list's order. */
export type Cut = { reversed: boolean; beyond: Beyond | null; limit: number };

type Source = { name: GrantSource; from: SQL; role: SQL; tag: SQL; team?: true; individual?: true; one?: ProjectRole };

/** Those that the filter leaves. What everybody has is left whole or not at all. */
export function sourcesOf({ actor, filter, allUsersRole }: Scope): Source[] {
  return grantSources
    .filter((name) => !filter.how || name === filter.how)
    .flatMap((name) => sourceOf(actor, name, allUsersRole) ?? [])
    .filter(({ one }) => !one || !filter.role || one === filter.role);
}

function sourceOf(actor: ProjectActor, name: GrantSource, allUsersRole: ProjectRole | null): Source | null {
  const { org, project } = actor;
  const tag = sql.raw(`'${rankOf(name)}'::text`);
  switch (name) {
    case "organization":
      return {
        name,
        tag,
        from: sql`members m where m.org_id = ${org.id} and m.role in ('admin', 'owner')`,
        role: sql`(case m.role when 'owner' then 'owner'::project_role else 'admin'::project_role end)`,
      };
    case "team":
      return {
        name,
        tag: sql`(${tag} || t.id)`,
        team: true,
        from: sql`team_projects x join teams t on t.id = x.team_id join team_members i on i.team_id = t.id
          join members m on m.org_id = i.org_id and m.user_id = i.user_id
          where x.org_id = ${org.id} and x.project_id = ${project.id}`,
        role: sql`t.role`,
      };
    case "individual":
      return {
        name,
        tag,
        individual: true,
        from: sql`project_grants g join members m on m.org_id = g.org_id and m.user_id = g.user_id
          where g.org_id = ${org.id} and g.project_id = ${project.id}
            and (g.ends_at is null or g.ends_at > now() or g.then_role is not null)`,
        role: sql`(case when g.ends_at <= now() then g.then_role else g.role end)`,
      };
    case "all_users":
      // Everybody of the organization: for whoever may see who that is.
      return allUsersRole && can(actor, "org.directory.view")
        ? {
            name,
            tag,
            one: allUsersRole,
            from: sql`members m where m.org_id = ${org.id}`,
            role: sql`${allUsersRole}::project_role`,
          }
        : null;
  }
}

function narrowed({ filter }: Scope, { role }: Source): SQL {
  const named = filter.q ? sql`and ${holds(sql`(lower(m.name) || ' ' || m.email)`, filter.q)}` : sql``;
  return filter.role ? sql`${named} and ${role} = ${filter.role}::project_role` : named;
}

/** How many rows a source has: by kept counts where nothing is searched for in one that may be large. */
export function countOfSource(scope: Scope, source: Source): SQL {
  const { org, project } = scope.actor;
  if (scope.filter.q === "" && source.one) return sql`(select c.members from org_counts c where c.org_id = ${org.id})`;
  if (scope.filter.q === "" && source.team) {
    return sql`(select coalesce(sum(t.member_count), 0) from team_projects x join teams t on t.id = x.team_id
      where x.org_id = ${org.id} and x.project_id = ${project.id} ${narrowed(scope, source)})`;
  }
  return sql`(select count(*) from ${source.from} ${narrowed(scope, source)})`;
}

/** The first rows of a source in the list's order, or against it, or null where it has none beyond the cut. */
export function rowsOfSource(scope: Scope, source: Source, order: Order, cut: Cut): SQL | null {
  const byName = order.sort === "name";
  const place = placeOf(source, order.sort);
  const names = direction(byName ? order.dir : "asc", cut.reversed);
  const places = direction(order.dir, cut.reversed);
  const beyond = cut.beyond && beyondOf(cut.beyond, source, place, { names, places });
  if (beyond === "none") return null;
  const { name, role, tag, from, team, individual } = source;
  return sql`(select m.user_id, m.name, m.email, m.role as org_role, ${name}::text as source, ${role} as role,
      ${team ? sql`t.id` : sql`null::text`} as team_id, ${team ? sql`t.name` : sql`null::text`} as team_name,
      ${individual ? sql`case when g.ends_at > now() then g.ends_at end` : sql`null::timestamptz`} as ends_at,
      ${individual ? sql`g.given_by` : sql`null::text`} as given_by,
      ${place.by} as place, lower(m.name) as small_name, ${tag} as tag
    from ${from} ${narrowed(scope, source)} ${beyond || sql``}
    order by ${place.constant === undefined ? sql`${place.by} ${places.sql}, ` : sql``}lower(m.name) ${names.sql},
      m.user_id ${names.sql}${team ? sql`, ${tag} ${names.sql}` : sql``}
    limit ${cut.limit})`;
}

type Direction = { sql: SQL; after: boolean };

export function direction(dir: "asc" | "desc", reversed: boolean): Direction {
  const after = (dir === "asc") !== reversed;
  return { sql: sql.raw(after ? "asc" : "desc"), after };
}

/** What the list is sorted by before the names, as text that sorts alike. `constant` where all rows of the source have one. */
function placeOf({ name, role, one }: Source, sort: ProjectUserSort): { by: SQL; constant?: string } {
  if (sort === "name") return { by: sql`''::text`, constant: "" };
  if (sort === "role") {
    const ranks = projectRoles.map((each, rank) => sql.raw(`when '${each}' then '${rank}'`));
    const constant = one && String(projectRoles.indexOf(one));
    return { by: sql`(case ${role} ${sql.join(ranks, sql` `)} end)::text`, ...(constant && { constant }) };
  }
  const rank = rankOf(name);
  return name === "team"
    ? { by: sql`(${rank}::text || ' ' || lower(t.name))` }
    : { by: sql`${rank}::text`, constant: rank };
}

function rankOf(name: GrantSource): string {
  return String(grantSources.indexOf(name));
}

/** With a constant place the names alone decide, which an index can answer. */
function beyondOf(
  { place: start, name, userId, tag }: Beyond,
  source: Source,
  place: { by: SQL; constant?: string },
  { names, places }: { names: Direction; places: Direction },
): SQL | "none" | null {
  const row = sql`(lower(m.name), m.user_id, ${source.tag}) ${sql.raw(names.after ? ">" : "<")} (${name}::text, ${userId}::text, ${tag}::text)`;
  if (place.constant === undefined) {
    const further = sql.raw(places.after ? ">" : "<");
    return sql`and (${place.by} ${further} ${start}::text or (${place.by} = ${start}::text and ${row}))`;
  }
  // As the database would: what begins with a figure is ordered by it.
  const figure = start.charAt(0);
  if (place.constant === start) return sql`and ${row}`;
  return place.constant > figure === places.after ? null : "none";
}
