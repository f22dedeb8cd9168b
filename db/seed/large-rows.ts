import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { firstNames, lastNames } from "./names";

/** Rows by the hundred thousand, each kind in one statement. Numbers decide everything, so that runs are alike. */
export type Size = { key: string; members: number; teams: number; projects: number; invitations: number };
export type Part = { orgId: number; ownerId: string; at: Date; size: Size };

/** An id of the usual form, the same for the same number. */
function idOf(prefix: string, key: string, n: SQL): SQL {
  return sql`(${prefix}::text || '_' || substr(md5(${`${key} `}::text || ${n}), 1, 24))`;
}

function from(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`;
}

/** Three owners, some admins and billing admins, the rest members; most were here lately, a few never. */
export async function insertMembers(tx: Tx, { orgId, ownerId, at, size: { key, members } }: Part): Promise<void> {
  const list = (names: string[]) =>
    sql`(select array_agg(w order by o) from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) with ordinality as e(w, o))`;
  await tx.execute(sql`
    insert into users (id, email, name, email_proven_at, created_at)
    select ${idOf("usr", key, sql`n`)}, lower(first || '.' || last) || n || ${`@${key}.test`}::text, first || ' ' || last, joined, joined
    from (
      select n, ${from(at)} - (5 + (n * 7919) % 1000) * interval '1 day' as joined,
        firsts[1 + (n * 31) % ${firstNames.length}::int] as first, lasts[1 + (n * 17 + n / 150) % ${lastNames.length}::int] as last
      from generate_series(1, ${members - 1}::int) as n, ${list(firstNames)} as f(firsts), ${list(lastNames)} as l(lasts)
    ) as people`);
  await analyze(tx, "users");
  await tx.execute(sql`
    insert into members (org_id, user_id, role, joined_at, last_active_at, invited_by)
    select ${orgId}::int, ${ownerId}::text, 'owner'::org_role, ${from(at)} - interval '1100 days', ${from(at)} - interval '1 hour', null
    union all
    select ${orgId}, ${idOf("usr", key, sql`n`)},
      (case when n <= 2 then 'owner' when n % 400 = 3 then 'admin' when n % 900 = 4 then 'billing_admin' else 'member' end)::org_role,
      ${from(at)} - (5 + (n * 7919) % 1000) * interval '1 day',
      case when n % 23 = 0 then null else ${from(at)} - ((n * 104729::bigint) % 7200) * interval '1 minute' end, ${ownerId}
    from generate_series(1, ${members - 1}::int) as n`);
}

/** Foreign keys are looked up by plans: without figures of the new rows they would read all of an org each time. */
export async function analyze(tx: Tx, ...tables: string[]): Promise<void> {
  await tx.execute(sql.raw(`analyze ${tables.join(", ")}`));
}

/** Everybody in one team, every third in a second, three of five in the first, large one; each team has three projects. */
export async function insertTeams(
  tx: Tx,
  { orgId, ownerId, at, size: { key, members, teams, projects } }: Part,
): Promise<void> {
  const team = (n: SQL) => idOf("team", key, n);
  await tx.execute(sql`
    insert into teams (id, org_id, name, role, created_at, created_by)
    select ${team(sql`n`)}, ${orgId}::int, 'Team ' || lpad(n::text, 4, '0'),
      (array['consumer', 'analyst', 'admin', 'consumer'])[1 + n % 4]::project_role, ${from(at)} - interval '900 days', ${ownerId}
    from generate_series(1, ${teams}::int) as n`);
  await analyze(tx, "members", "teams", "projects");
  await tx.execute(sql`
    insert into team_members (org_id, team_id, user_id, added_at, added_by)
    select ${orgId}::int, ${team(sql`1 + n % ${teams}::int`)}, ${idOf("usr", key, sql`n`)}, ${from(at)} - interval '4 days', ${ownerId}
    from generate_series(1, ${members - 1}::int) as n
    union
    select ${orgId}, ${team(sql`1 + (n * 13) % ${teams}::int`)}, ${idOf("usr", key, sql`n`)}, ${from(at)} - interval '4 days', ${ownerId}
    from generate_series(3, ${members - 1}::int, 3) as n
    union
    select ${orgId}, ${team(sql`1`)}, ${idOf("usr", key, sql`n`)}, ${from(at)} - interval '4 days', ${ownerId}
    from generate_series(1, ${members - 1}::int) as n where n % 5 < 3`);
  await tx.execute(sql`
    insert into team_projects (org_id, team_id, project_id, added_at, added_by)
    select distinct ${orgId}::int, ${team(sql`n`)}, p.id, ${from(at)} - interval '4 days', ${ownerId}
    from generate_series(1, ${teams}::int) as n cross join generate_series(0, 2) as k
    join (select id, row_number() over (order by name) - 1 as place from projects where org_id = ${orgId}) as p
      on p.place = (n * 7 + k * 11) % ${projects}::int`);
}

/** One in five has a grant of their own; every hundredth project is open to all. */
export async function insertGrants(
  tx: Tx,
  { orgId, ownerId, at, size: { key, members, projects } }: Part,
): Promise<void> {
  await tx.execute(sql`
    insert into project_grants (org_id, project_id, user_id, role, given_at, given_by)
    select ${orgId}::int, p.id, ${idOf("usr", key, sql`n`)}, (array['consumer', 'analyst', 'admin'])[1 + n % 3]::project_role, ${from(at)} - interval '3 days', ${ownerId}
    from generate_series(5, ${members - 1}::int, 5) as n
    join (select id, row_number() over (order by name) - 1 as place from projects where org_id = ${orgId}) as p on p.place = (n / 5) % ${projects}::int`);
  await tx.execute(sql`
    update projects set all_users_role = 'consumer'
    where id in (select id from (select id, row_number() over (order by name) as place from projects where org_id = ${orgId}) as p where place % 100 = 1)`);
}

/** All still open, sent during the last six days. */
export async function insertInvitations(
  tx: Tx,
  { orgId, ownerId, at, size: { key, invitations } }: Part,
): Promise<void> {
  const sent = sql`(${from(at)} - ((n * 7919) % 8640) * interval '1 minute')`;
  await tx.execute(sql`
    insert into invitations (id, org_id, email, role, role_given_by, created_at, sent_at, expires_at)
    select ${idOf("inv", key, sql`n`)}, ${orgId}::int, 'invited' || n || ${`@${key}.test`}::text,
      (case when n % 50 = 0 then 'admin' else 'member' end)::org_role, ${ownerId}, ${sent}, ${sent}, ${sent} + interval '7 days'
    from generate_series(1, ${invitations}::int) as n`);
}

/** Three months of counted events with a weekly rhythm; the events themselves are not there. */
export async function insertUsage(tx: Tx, { orgId, at }: Part): Promise<void> {
  await tx.execute(sql`
    insert into usage_days (org_id, project_id, day, events)
    select p.org_id, p.id, day::date,
      ((200 + p.place * 37 % 900) * (case when extract(isodow from day) > 5 then 0.4 else 1 end) * (0.9 + (extract(doy from day)::int * 31 + p.place) % 20 / 100.0))::bigint
    from (select org_id, id, row_number() over (order by name) as place from projects where org_id = ${orgId}) as p,
      generate_series(date_trunc('day', ${from(at)} at time zone 'UTC') - interval '92 days', date_trunc('day', ${from(at)} at time zone 'UTC'), interval '1 day') as day`);
}
