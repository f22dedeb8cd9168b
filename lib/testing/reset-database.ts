import { rawSql } from "@/db/client";
import { emptyDatabase } from "@/db/empty";

/** An empty, migrated database again. */
export async function resetDatabase(): Promise<void> {
  await emptyDatabase(rawSql());
}
