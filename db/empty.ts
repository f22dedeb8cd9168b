import "server-only";
import type postgres from "postgres";

/**
 * Empties every table of ours and the job queue; migrations stay. For tests and for a demo that was filled half.
 * Replica mode silences the triggers, of which one protects the audit log from exactly this.
 */
export async function emptyDatabase(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    const tables = await tx<{ name: string }[]>`
      select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
        and (n.nspname = 'public' or (n.nspname = 'graphile_worker' and c.relname in ('_private_jobs', '_private_job_queues')))`;
    const names = tables.map((table) => table.name).join(", ");
    if (names) await tx.unsafe(`truncate ${names} restart identity cascade`);
  });
}
