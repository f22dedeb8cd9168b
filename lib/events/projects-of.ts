import "server-only";
import type postgres from "postgres";

/**
 * Which projects a flush belongs to, as the first parts of a `with`:
 *
 * - `known (n, id, dataset_id, key_id)`: per token its project, by the current token or by a rotated one while that works.
 *   Of a deleted project, or one of a deleted org, no token is known.
 * - `locked (id, org_id, dataset_id, …)`: those projects, shared-locked against a change of org, data or token only.
 *   Who transfers or resets one waits for the flush and then moves what it counted; who comes after them sees the project
 *   as they left it. By id alone: a row that changes while it is waited for is judged again as it is then, and must not be
 *   lost because its token changed.
 * - `project (n, id, dataset_id, autotrack)`: per token the project to store into. A project that was reset meanwhile has
 *   other data, and what came with its old token is nobody's.
 * - `noted`: rotated tokens get their last use, to the minute; nobody waits for that.
 */
export function projectsOf(sql: postgres.Sql | postgres.TransactionSql, tokens: readonly string[], at: Date) {
  const given = sql`unnest(${[...tokens]}::text[]) with ordinality as given (token, n)`;
  const moment = sql`${at.toISOString()}::timestamptz`;
  return sql`
    known as materialized (
      select given.n, p.id, p.dataset_id, null as key_id
      from ${given} join projects p on p.token = given.token and p.deleted_at is null
      union all
      select given.n, p.id, p.dataset_id, k.id
      from ${given} join previous_keys k on k.kind = 'token' and k.value = given.token and k.works_until > ${moment}
        join projects p on p.id = k.project_id and p.deleted_at is null
    ),
    locked as materialized (
      select p.id, p.org_id, p.dataset_id, p.token, p.autotrack from projects p
      where p.id in (select id from known) and p.deleted_at is null order by p.id for key share
    ),
    project as materialized (
      select given.n, l.id, l.dataset_id, l.autotrack
      from ${given} join known k using (n) join locked l on l.id = k.id and (l.dataset_id = k.dataset_id or l.token = given.token)
      where not exists (select from orgs o where o.id = l.org_id and o.deleted_at is not null)
    ),
    noted as (
      update previous_keys set last_used_at = ${moment} where id in (
        select k.id from previous_keys k
        where k.id in (select key_id from known join project using (n))
          and (k.last_used_at is null or k.last_used_at < ${moment} - interval '1 minute')
        for update skip locked
      )
    )`;
}

/** No project has another kind of token, so those need not be looked up. */
export function isToken(token: string): boolean {
  return /^[0-9a-f]{32}$/.test(token);
}
