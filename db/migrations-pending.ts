import "server-only";
import type postgres from "postgres";
import journal from "./migrations/meta/_journal.json";

/** Whether this code knows migrations that the database has not had. Throws where the database does not answer. */
export async function migrationsPending(sql: postgres.Sql): Promise<boolean> {
  const newest = Math.max(0, ...journal.entries.map((entry) => entry.when));
  const [table] = await sql<
    { there: boolean }[]
  >`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  if (!table?.there) return true;
  const [row] = await sql<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
  return Number(row?.at ?? 0) < newest;
}
