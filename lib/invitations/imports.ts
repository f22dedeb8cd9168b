import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Gives, listWaitingRows } from "@/db/queries/imports";
import { importRows, progress } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { mayGiveOrgRole, orgRoleNames } from "@/lib/authz/roles";
import { NotFound } from "@/lib/errors";
import { finishImport, type Settled, settleRows } from "@/lib/jobs/import-rows";
import { type Change, mutateOrg } from "@/lib/mutate";
import { giveBackSending, takeWhatLimitsAllow } from "./limits";
import { giveOffers, type Offer } from "./offers";
import { type Parts, problemOfParts, readGivable } from "./parts";

/**
 * An uploaded list is invited in batches, each under the org's lock and judged anew by what its starter may give at
 * that moment. A row is settled in the transaction that invites it, so that a batch can be run again, by anybody, at any
 * time: what is settled is left alone. Rows above a limit of sending stay behind with a time to try again (I4).
 */
export const directRows = 200;
const batchRows = 100;
const safetyMs = 60_000;

/** Begins to invite the good rows: few at once, many by a job. A second press does nothing. */
export async function startImport(actor: OrgActor, importId: string): Promise<void> {
  const begun = await mutateOrg(actor, "org.members.invite", async (change) => {
    const found = await findImport(change.tx, change.actor, importId);
    if (found.startedAt) return null;
    return begin(change, found, "import_started");
  });
  if (begun === null || begun > directRows) return;
  while (await importBatch(actor, importId));
  await finishImport(importId);
}

/** Invites what a limit held back. */
export function continueImport(actor: OrgActor, importId: string): Promise<void> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const found = await findImport(change.tx, change.actor, importId);
    const held = await change.tx
      .update(importRows)
      .set({ outcome: null, note: null, retryAt: null })
      .where(and(eq(importRows.importId, importId), eq(importRows.outcome, "limited")))
      .returning({ line: importRows.line });
    if (held.length === 0) return;
    await change.tx
      .update(progress)
      .set({ finishedAt: null, done: sql`${progress.done} - ${held.length}` })
      .where(eq(progress.id, importId));
    await begin(change, found, "continued");
  });
}

/** Settles the next rows. False when none waits. Throws Forbidden and NotFound as every verb where the actor lost the role. */
export async function importBatch(actor: OrgActor, importId: string): Promise<boolean> {
  const waiting = await listWaitingRows(actor.org.id, importId, batchRows);
  if (waiting.length === 0) return false;
  const strangers = waiting.flatMap(({ email, isMember }) => (isMember ? [] : email));
  const held = await takeWhatLimitsAllow(actor.org.id, strangers);
  const lines = waiting.filter(({ email }) => !held.has(email)).map(({ line }) => line);
  const rest = await mutateOrg(actor, "org.members.invite", (change) => inviteRows(change, importId, lines));
  const limited = waiting.flatMap(({ line, email }): Settled[] => {
    const refused = held.get(email);
    if (!refused) return [];
    const retryAt = new Date(Date.now() + refused.retryAfter * 1000);
    return [{ line, outcome: "limited", note: refused.sentence, retryAt }];
  });
  await settleRows(importId, [...rest, ...limited]);
  const unsent = new Set(rest.map(({ line }) => line));
  const counted = waiting.filter(({ line, email, isMember }) => unsent.has(line) && !isMember && !held.has(email));
  await giveBackSending(
    actor.org.id,
    counted.map(({ email }) => email),
  );
  return true;
}

/** Invites these rows as far as the actor may; answers with those that need no transaction: members and refused ones. */
async function inviteRows(change: Change<OrgActor>, importId: string, lines: number[]): Promise<Settled[]> {
  const { tx, actor } = change;
  const rows = await tx
    .select({ line: importRows.line, email: importRows.email, gives: importRows.gives })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        isNull(importRows.outcome),
        sql`${importRows.line} in (select value::int from jsonb_array_elements_text(${JSON.stringify(lines)}::jsonb))`,
      ),
    )
    .orderBy(importRows.line);
  const offers = sharedParts(rows.map(({ line, email, gives }) => ({ line, email, ...(gives as Gives) })));
  const givable = await readGivable(
    tx,
    actor,
    offers.map(({ parts }) => parts),
  );
  const refused: Settled[] = [];
  const good = offers.filter(({ line, role, parts }) => {
    const note = mayGiveOrgRole(actor.role, role)
      ? problemOfParts(actor, givable, parts)
      : `Whoever started this is ${orgRoleNames[actor.role]} by now and cannot give the role ${orgRoleNames[role]}.`;
    if (note !== null) refused.push({ line, outcome: "refused", note });
    return note === null;
  });
  const offered = await giveOffers(change, good);
  const settled = offered.map(
    ({ outcome, invitationId }, index): Settled => ({ line: good[index]?.line ?? 0, outcome, invitationId }),
  );
  await settleRows(
    importId,
    settled.filter(({ outcome }) => outcome !== "member"),
    tx,
  );
  return [...refused, ...settled.filter(({ outcome }) => outcome === "member")];
}

/** Rows that give the same share one object, so that it is sent to the database once. */
function sharedParts(rows: ({ line: number; email: string } & Gives)[]): (Offer & { line: number })[] {
  const known = new Map<string, Parts>();
  return rows.map(({ line, email, role, projects, teams }) => {
    const key = JSON.stringify([projects, teams]);
    const parts = known.get(key) ?? { projects, teams };
    known.set(key, parts);
    return { line, email, role, parts };
  });
}

type Found = { id: string; startedAt: string | null; fileName: string };

async function findImport(tx: Tx, actor: OrgActor, id: string): Promise<Found> {
  const [row] = await tx
    .select({ input: progress.input })
    .from(progress)
    .where(and(eq(progress.orgId, actor.org.id), eq(progress.id, id), eq(progress.kind, "invitation_import")))
    .for("update");
  if (!row) throw new NotFound("import");
  return { id, ...(row.input as Omit<Found, "id">) };
}

/** From here on rows are invited in this person's name. Gives how many wait. */
async function begin(
  { tx, actor, audit, enqueue, now }: Change<OrgActor>,
  found: Found,
  what: string,
): Promise<number> {
  const [waiting] = await tx
    .select({
      rows: sql<number>`count(*)::int`,
      owners: sql<number>`(count(*) filter (where ${importRows.gives} ->> 'role' = 'owner'))::int`,
    })
    .from(importRows)
    .where(and(eq(importRows.importId, found.id), isNull(importRows.outcome)));
  const { rows = 0, owners = 0 } = waiting ?? {};
  if (owners > 0) assertConfirmed(actor, now);
  const started = JSON.stringify({ startedAt: now.toISOString(), origin: actor.origin });
  await tx
    .update(progress)
    .set({ startedBy: actor.user.id, input: sql`${progress.input} || ${started}::jsonb` })
    .where(eq(progress.id, found.id));
  audit({
    orgId: actor.org.id,
    action: "invitation.import_started",
    object: { type: "list", id: found.id },
    after: { file: found.fileName, rows, continued: what === "continued" },
  });
  // Where few rows are invited at once, the job looks after them if this process should end meanwhile.
  const direct = what !== "continued" && rows <= directRows;
  const runAt = new Date(now.getTime() + safetyMs);
  await enqueue("import_invitations", { importId: found.id }, direct ? { runAt } : {});
  return rows;
}

/** Somebody takes the lines of an import along as a file. */
export function noteImportExport(actor: OrgActor, importId: string, show: string): Promise<void> {
  return mutateOrg(actor, "org.members.invite", async ({ actor: { org }, audit }) => {
    audit({ orgId: org.id, action: "list.exported", object: { type: "list", id: importId }, after: { show } });
  });
}
