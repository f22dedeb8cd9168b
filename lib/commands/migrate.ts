import "server-only";
import { env } from "@/lib/env";
import { migrateOrSay } from "./migrate-or-say";
import { openDatabase } from "./open-database";

/** npm run migrate: brings the database to this version and ends. */
const database = await openDatabase();
try {
  await migrateOrSay(env());
  console.log("The database is up to date.");
} finally {
  await database?.stop();
}
