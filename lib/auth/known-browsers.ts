import "server-only";
import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { knownBrowsers } from "@/db/schema";
import { enqueueJob } from "@/lib/jobs/enqueue";
import { takeLimit } from "@/lib/rate-limit";

/**
 * How far an account knows a browser: `signed_in` it finished a sign-in there; `linked` a mailed link let it try again
 * after too many failures, which shows the mailbox and nothing else; null for every other one.
 */
export type Standing = "signed_in" | "linked" | null;

export async function standingOf(userId: string, browserHash: string | null): Promise<Standing> {
  if (!browserHash) return null;
  const [row] = await db()
    .select({ knownSince: knownBrowsers.knownSince })
    .from(knownBrowsers)
    .where(and(eq(knownBrowsers.userId, userId), eq(knownBrowsers.browserHash, browserHash)));
  if (!row) return null;
  return row.knownSince ? "signed_in" : "linked";
}

/**
 * Has the link mailed that lets a browser try again; ten an hour for an address at most, as each is a way to more tries.
 * The same work for an address without an account: the job finds out.
 */
export async function mailBrowserLink(email: string): Promise<void> {
  if (!(await takeLimit("browser_link.email", email)).ok) return;
  await db().transaction((tx) => enqueueJob(tx, "send_browser_link", { email }, { jobKey: `browser-link:${email}` }));
}
