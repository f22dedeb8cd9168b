import { sqlState } from "./sql-state";

/** What drivers and PostgreSQL say when the database cannot be reached or is going down. */
const signs = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

/** Whether an error means that the database is out of reach, not that something is wrong with the request. */
export function isOffline(error: unknown): boolean {
  return signs.has(sqlState(error) ?? "");
}

/** Runs a read; a database out of reach shows the page that says so (the digest is what the browser gets to see). */
export async function orOffline<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isOffline(error))
      throw Object.assign(new Error("The database cannot be reached.", { cause: error }), { digest: "OFFLINE" });
    throw error;
  }
}
