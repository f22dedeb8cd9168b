import "server-only";
import postgres from "postgres";
import { emptyDatabase } from "@/db/empty";
import type { Env } from "@/lib/env";

const unfinished = "the demo is being filled in";

/**
 * The demo organization, once: on the very first start of the embedded database, or where SEED_DEMO asks for it, in a
 * database without people. A filling that was killed half-way is begun again from nothing; only an embedded database
 * is ever emptied for that, and only while it bears the mark that is set here.
 */
export async function fillDemo(settings: Env): Promise<void> {
  const embedded = settings.DATABASE_MODE === "embedded";
  if ((settings.SEED_DEMO ?? (embedded ? "on" : "off")) === "off") return;
  const sql = postgres(settings.DATABASE_URL, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql<{ people: boolean; mark: string | null; name: string }[]>`
      select exists(select 1 from users) as people, current_database() as name,
        shobj_description((select oid from pg_database where datname = current_database()), 'pg_database') as mark`;
    if (!row) return;
    const halfDone = embedded && row.mark === unfinished;
    if (row.people && !halfDone) return;
    console.log("Filling in the demo organization …");
    if (halfDone) await emptyDatabase(sql);
    if (embedded) await sql.unsafe(`comment on database "${row.name}" is '${unfinished}'`);
    const { seedDemo } = await import("@/db/seed/demo");
    await seedDemo();
    if (embedded) await sql.unsafe(`comment on database "${row.name}" is null`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
