import { chainHash, firstHash } from "./chain";
import { type Facts, hashedPart } from "./write";

/** An entry as it is stored. */
export type StoredEntry = Facts & { chain: string; seq: number; prevHash: Buffer; hash: Buffer };

/** The head that `audit_chains` holds for a chain. */
export type ChainHead = { seq: number; hash: Buffer };

/** What is wrong with a chain, at the first entry where it shows. */
export type ChainFault = { seq: number; fault: "missing" | "altered" | "cut" };

/**
 * Recomputes one chain from its entries in order of `seq`; null when it is whole. A missing or moved entry shows as
 * `missing`, a changed one as `altered`, and entries cut off the end as `cut`, against the head.
 */
export function verifyChain(entries: StoredEntry[], head?: ChainHead): ChainFault | null {
  let hash: Buffer = firstHash;
  let seq = 0;
  for (const { prevHash, hash: stored, chain, seq: own, ...facts } of entries) {
    seq += 1;
    if (own !== seq) return { seq, fault: "missing" };
    const computed = chainHash(hash, hashedPart(chain, own, facts));
    if (!prevHash.equals(hash) || !stored.equals(computed)) return { seq, fault: "altered" };
    hash = computed;
  }
  if (head && (head.seq !== seq || !head.hash.equals(hash))) return { seq: seq + 1, fault: "cut" };
  return null;
}
