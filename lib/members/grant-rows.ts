import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { projectGrants } from "@/db/schema";
import type { Actor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import type { Change } from "@/lib/mutate";
import { type Term, termAt } from "./grant-terms";

/** Individual grants as rows. One that ends brings its jobs: the mail before, and what tidies up after it. */

export type GrantKey = { projectId: number; userId: string };
export type GrantRow = GrantKey & { term: Term; givenBy: string | null };

/** What stands now, by {@link keyOf}: a grant that has ended is what it left. */
export async function termsOf(
  { tx, now }: { tx: Tx; now: Date },
  orgId: number,
  { userIds, projectIds }: { userIds: readonly string[]; projectIds: readonly number[] },
): Promise<Map<string, Term>> {
  if (userIds.length === 0 || projectIds.length === 0) return new Map();
  const rows = await tx
    .select({
      projectId: projectGrants.projectId,
      userId: projectGrants.userId,
      role: projectGrants.role,
      endsAt: projectGrants.endsAt,
      thenRole: projectGrants.thenRole,
    })
    .from(projectGrants)
    .where(
      and(
        eq(projectGrants.orgId, orgId),
        inArray(projectGrants.userId, [...userIds]),
        inArray(projectGrants.projectId, [...projectIds]),
      ),
    );
  return new Map(
    rows.flatMap(({ projectId, userId, ...stored }) => {
      const term = termAt(stored, now);
      return term ? [[keyOf({ projectId, userId }), term]] : [];
    }),
  );
}

export function keyOf({ projectId, userId }: GrantKey): string {
  return `${projectId} ${userId}`;
}

/** Writes these over what stands there: one statement, and two for each end. */
export async function writeTerms(
  { tx, now, enqueueAll }: Pick<Change<Actor>, "tx" | "now" | "enqueueAll">,
  orgId: number,
  rows: readonly GrantRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(projectGrants)
    .values(rows.map(({ term, ...row }) => ({ ...row, ...term, orgId, givenAt: now })))
    .onConflictDoUpdate({
      target: [projectGrants.projectId, projectGrants.userId],
      set: {
        role: sql`excluded.role`,
        endsAt: sql`excluded.ends_at`,
        thenRole: sql`excluded.then_role`,
        givenAt: sql`excluded.given_at`,
        givenBy: sql`excluded.given_by`,
      },
    });
  for (const [endsAt, keys] of byEnd(rows)) {
    const payloads = keys.map(({ projectId, userId }) => ({ projectId, userId, endsAt: endsAt.toISOString() }));
    await enqueueAll("send_grant_ending", payloads, { runAt: remindAt(now, endsAt) });
    await enqueueAll("end_grant", payloads, { runAt: endsAt });
  }
}

function byEnd(rows: readonly GrantRow[]): Map<Date, GrantRow[]> {
  const ends = new Map<number, { at: Date; rows: GrantRow[] }>();
  for (const row of rows) {
    const at = row.term.endsAt;
    if (!at) continue;
    const known = ends.get(at.getTime()) ?? { at, rows: [] };
    known.rows.push(row);
    ends.set(at.getTime(), known);
  }
  return new Map([...ends.values()].map((end) => [end.at, end.rows]));
}

const dayMs = 24 * 3600 * 1000;

/** A day before, or at half time of what lasts less than two days. */
export function remindAt(now: Date, endsAt: Date): Date {
  const left = endsAt.getTime() - now.getTime();
  return new Date(endsAt.getTime() - (left >= 2 * dayMs ? dayMs : left / 2));
}

/** A grant as the audit log has it. */
export function factsOf({ role, endsAt, thenRole }: Term): {
  role: ProjectRole;
  endsAt?: string;
  thenRole?: ProjectRole;
} {
  return { role, ...(endsAt && { endsAt: endsAt.toISOString() }), ...(thenRole && { thenRole }) };
}
