import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { sessions, users } from "@/db/schema";
import { createSession } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { sha256 } from "@/lib/crypto";

/** Accounts for tests of what people change about their own. */

export async function userRow({ user }: UserActor) {
  const [row] = await db().select().from(users).where(eq(users.id, user.id));
  if (!row) throw new Error("no such user");
  return row;
}

/** The same person in a session that stands in the database. */
export async function signedIn(actor: UserActor): Promise<UserActor & { cookie: string }> {
  const cookie = await createSession(actor.user.id, { methods: ["password"] }, actor.origin);
  const [row] = await db()
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.tokenHash, sha256(cookie)));
  return { ...actor, session: { ...actor.session, id: row?.id ?? "" }, cookie };
}

/** The ids of a person's rows in one of the tables of the account, oldest first. */
export async function idsOf(
  { user }: UserActor,
  table: "email_changes" | "security_notices" | "account_exports" | "gdpr_tokens",
): Promise<string[]> {
  const rows = await db().execute<{ id: string }>(
    sql`select id from ${sql.raw(table)} where user_id = ${user.id} order by created_at, id`,
  );
  return rows.map(({ id }) => id);
}

/** Actions in the log of the account, oldest first. */
export async function auditedOf({ user }: UserActor): Promise<string[]> {
  const rows = await db().execute<{ action: string }>(
    sql`select action from audit_entries where chain = ${`user:${user.id}`} order by seq`,
  );
  return rows.map((row) => row.action);
}
