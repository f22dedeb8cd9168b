import "server-only";
import { and, asc, eq, gt, inArray, notExists, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { auditChains, auditEntries } from "@/db/schema";
import { type ChainFault, type ChainHead, type StoredEntry, walkChain } from "./verify";

export type FoundFault = ChainFault & { chain: string };
export type Verified = { chains: number; entries: number };

const batchSize = 2000;

/**
 * Reads every chain, or one, in batches of one moment's view, and tells each fault as it is met. Answers how much was
 * read. What was rewritten together with everything after it and the head shows only against a head kept elsewhere.
 */
export async function verifyAudit({ chain }: { chain?: string }, tell: (fault: FoundFault) => void): Promise<Verified> {
  return db().transaction(
    async (tx) => {
      const read: Verified = { chains: 0, entries: 0 };
      let walk = null as { chain: string; steps: ReturnType<typeof walkChain> } | null;
      const say = (at: string, faults: ChainFault[]) => {
        for (const fault of faults) tell({ ...fault, chain: at });
      };
      for await (const { entries, heads } of batches(tx, chain)) {
        for (const entry of entries) {
          if (walk?.chain !== entry.chain) {
            if (walk) say(walk.chain, walk.steps.end());
            walk = { chain: entry.chain, steps: walkChain(entry.chain, heads.get(entry.chain)) };
            read.chains += 1;
          }
          say(entry.chain, walk.steps.next(entry));
          read.entries += 1;
        }
      }
      if (walk) say(walk.chain, walk.steps.end());
      for (const head of await headsAlone(tx, chain)) say(head.chain, walkChain(head.chain, head).end());
      return read;
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

async function* batches(tx: Tx, only: string | undefined) {
  let after: { chain: string; seq: number } | null = null;
  for (;;) {
    const entries: StoredEntry[] = await tx
      .select()
      .from(auditEntries)
      .where(
        and(
          only === undefined ? undefined : eq(auditEntries.chain, only),
          after ? sql`(${auditEntries.chain}, ${auditEntries.seq}) > (${after.chain}, ${after.seq})` : undefined,
        ),
      )
      .orderBy(asc(auditEntries.chain), asc(auditEntries.seq))
      .limit(batchSize);
    const last = entries.at(-1);
    if (!last) return;
    yield { entries, heads: await headsOf(tx, [...new Set(entries.map((entry) => entry.chain))]) };
    after = { chain: last.chain, seq: last.seq };
  }
}

async function headsOf(tx: Tx, chains: string[]): Promise<Map<string, ChainHead>> {
  const heads = await tx.select().from(auditChains).where(inArray(auditChains.chain, chains));
  return new Map(heads.map((head) => [head.chain, head]));
}

/** Heads of chains of which no entry is left. */
function headsAlone(tx: Tx, only: string | undefined) {
  const entry = tx.select({ id: auditEntries.id }).from(auditEntries).where(eq(auditEntries.chain, auditChains.chain));
  return tx
    .select()
    .from(auditChains)
    .where(and(gt(auditChains.seq, 0), only === undefined ? undefined : eq(auditChains.chain, only), notExists(entry)))
    .orderBy(asc(auditChains.chain));
}
