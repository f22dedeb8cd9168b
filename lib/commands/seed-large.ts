import "server-only";
import { closeDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { migrateOrSay } from "./migrate-or-say";
import { openDatabase } from "./open-database";

/** npm run seed:large: an org of 100,000 members for measuring and looking. */
const database = await openDatabase();
try {
  await migrateOrSay(env());
  const { seedLarge } = await import("@/db/seed/large");
  await seedLarge();
} finally {
  await closeDatabase();
  await database?.stop();
}
