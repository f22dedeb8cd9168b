import "server-only";
import { eq, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import type { Gives } from "@/db/queries/imports";
import { progress } from "@/db/schema";
import { now } from "@/lib/clock";
import { startProgress } from "./progress";

/** The rows of an import while they wait and once they are settled. Keeping them is nobody's change to the org. */

export type CheckedRow = {
  line: number;
  email: string;
  cells: Record<string, string>;
  gives: Gives | null;
  /** What is wrong with it. */
  note: string | null;
};

export type Settled = {
  line: number;
  outcome: "invited" | "merged" | "member" | "refused" | "limited";
  note?: string;
  retryAt?: Date;
  invitationId?: string | null;
};

type Upload = { orgId: number; startedBy: string; fileName: string; unused: string[]; rows: CheckedRow[] };

/** Keeps an uploaded list; nothing is invited yet. Gives its id. */
export function storeImport({ orgId, startedBy, fileName, unused, rows }: Upload): Promise<string> {
  return db().transaction(async (tx) => {
    const id = await startProgress(tx, {
      orgId,
      startedBy,
      kind: "invitation_import",
      input: { fileName, unused, startedAt: null },
      total: rows.filter(({ gives }) => gives).length,
      at: now(),
    });
    for (let from = 0; from < rows.length; from += 2000) {
      const part = JSON.stringify(rows.slice(from, from + 2000));
      await tx.execute(sql`
        insert into import_rows (import_id, line, email, cells, gives, outcome, note)
        select ${id}, line, email, cells, nullif(gives, 'null'::jsonb), case when note is null then null else 'wrong' end, note
        from jsonb_to_recordset(${part}::jsonb) as r(line int, email text, cells jsonb, gives jsonb, note text)`);
    }
    return id;
  });
}

/** Writes what came of rows that still wait, and how many are done with it. */
export async function settleRows(id: string, settled: readonly Settled[], tx?: Tx): Promise<void> {
  if (settled.length === 0) return;
  const rows = JSON.stringify(settled.map((row) => ({ ...row, retryAt: row.retryAt?.toISOString() })));
  await (tx ?? db()).execute(sql`
    with settled as (
      update import_rows r set outcome = s.outcome, note = s.note, retry_at = s."retryAt", invitation_id = s."invitationId"
      from jsonb_to_recordset(${rows}::jsonb) as s(line int, outcome text, note text, "retryAt" timestamptz, "invitationId" text)
      where r.import_id = ${id} and r.line = s.line and r.outcome is null
      returning 1
    )
    update progress set done = done + (select count(*) from settled)::int where id = ${id}`);
}

/** Whoever started it may not go on: the rest is refused, and says why. */
export async function refuseWaitingRows(id: string, note: string): Promise<void> {
  await db().execute(sql`
    with refused as (
      update import_rows set outcome = 'refused', note = ${note} where import_id = ${id} and outcome is null returning 1
    )
    update progress set done = done + (select count(*) from refused)::int where id = ${id}`);
}

export async function finishImport(id: string): Promise<void> {
  await db()
    .update(progress)
    .set({ finishedAt: now() })
    .where(
      sql`${eq(progress.id, id)} and ${progress.finishedAt} is null
        and not exists (select 1 from import_rows r where r.import_id = ${id} and r.outcome is null)`,
    );
}
