import { chainHash, firstHash } from "./chain";
import { type Facts, hashedPart } from "./write";

/** An entry as it is stored. */
export type StoredEntry = Facts & { chain: string; seq: number; prevHash: Buffer; hash: Buffer };

/** The head that `audit_chains` holds for a chain. */
export type ChainHead = { seq: number; hash: Buffer };

/**
 * What is wrong at an entry. `missing`: it is not there (`count` of them in a row). `altered`: its hash is not that of
 * what it says. `unlinked`: it does not follow the entry before it, one of the two was written anew with its hash.
 * `cut`: the head says it existed. `added`: the head does not know it. `head`: the head's hash is not the last entry's.
 */
export type ChainFault = {
  seq: number;
  fault: "missing" | "altered" | "unlinked" | "cut" | "added" | "head";
  id?: string;
  count?: number;
};

/**
 * Walks one chain in order of `seq`, entry by entry, so that a million need no memory. After a fault it goes on from
 * what is stored: each further fault is one of its own.
 */
export function walkChain(chain: string, head: ChainHead | undefined) {
  let seq = 0;
  let hash: Buffer = firstHash;
  let isLinked = true;
  return {
    next(entry: StoredEntry): ChainFault[] {
      const { prevHash, hash: stored, chain: _, seq: own, ...facts } = entry;
      const faults: ChainFault[] = [];
      const at = { seq: own, id: facts.id };
      if (own !== seq + 1) {
        faults.push({ seq: seq + 1, fault: "missing", count: Math.max(1, own - seq - 1) });
        isLinked = false;
      }
      if (head ? own > head.seq : true) faults.push({ ...at, fault: "added" });
      if (!chainHash(prevHash, hashedPart(chain, own, facts)).equals(stored)) faults.push({ ...at, fault: "altered" });
      else if (isLinked && !prevHash.equals(hash)) faults.push({ ...at, fault: "unlinked" });
      seq = own;
      hash = stored;
      isLinked = true;
      return faults;
    },
    end(): ChainFault[] {
      if (!head) return [];
      if (head.seq > seq) return [{ seq: seq + 1, fault: "cut", count: head.seq - seq }];
      return head.seq === seq && !head.hash.equals(hash) ? [{ seq, fault: "head" }] : [];
    },
  };
}

/** The first fault of a chain that is in memory, or null when it is whole. Without a head its end is not judged. */
export function verifyChain(entries: StoredEntry[], head?: ChainHead): ChainFault | null {
  const last = entries.at(-1);
  const walk = walkChain(last?.chain ?? "", head ?? (last && { seq: last.seq, hash: last.hash }));
  for (const entry of entries) {
    const [fault] = walk.next(entry);
    if (fault) return fault;
  }
  return walk.end()[0] ?? null;
}

/** A fault as a sentence of the command. */
export function faultWords({ seq, fault, id, count = 1 }: ChainFault): string {
  const entry = id ? `Entry ${seq} (${id})` : `Entry ${seq}`;
  const several = count > 1 ? `Entries ${seq} to ${seq + count - 1}` : entry;
  switch (fault) {
    case "missing":
      return `${several} ${count > 1 ? "are" : "is"} missing: removed, or moved elsewhere.`;
    case "altered":
      return `${entry} was changed, or moved here: what it says does not fit its hash.`;
    case "unlinked":
      return `${entry} does not follow the one before it: one of the two was written anew.`;
    case "cut":
      return `${several} ${count > 1 ? "are" : "is"} missing at the end: the chain was cut off.`;
    case "added":
      return `${entry} was added behind the chain's end.`;
    case "head":
      return `The head of the chain does not fit entry ${seq}: one of the two was written anew.`;
  }
}
