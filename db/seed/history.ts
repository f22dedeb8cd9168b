import "server-only";
import type { Tx } from "@/db/client";
import { type AuditInput, writeAudit } from "@/lib/audit/write";
import { nowhere, type OutsideActor, type UserActor } from "@/lib/authz/actor";
import { newId } from "@/lib/ids";

/** `by` is null for what the product did by itself. */
type Entry = { at: Date; by: string | null; input: AuditInput };

/** What happened in a made-up past, in any order; written to the audit log in the order of time. */
export type History = {
  add: (at: Date, by: string | null, input: AuditInput) => void;
  write: (tx: Tx) => Promise<void>;
};

export function newHistory(): History {
  const entries: Entry[] = [];
  return {
    add: (at, by, input) => void entries.push({ at, by, input }),
    write: async (tx) => {
      const inOrder = [...entries].sort((a, b) => a.at.getTime() - b.at.getTime());
      for (const { at, by, input } of inOrder) {
        await writeAudit(tx, { actor: by === null ? product : personAt(by, at), at, operationId: newId("operation") }, [
          input,
        ]);
      }
    },
  };
}

const product: OutsideActor = { kind: "system", userId: null, origin: nowhere };

/** Somebody as the audit log knows them: by id alone. */
function personAt(id: string, at: Date): UserActor {
  return {
    kind: "user",
    user: { id, email: "", name: "", timezone: null, emailProven: true, limitedToOrgId: null },
    session: { id: newId("session"), methods: ["password"], createdAt: at, confirmedAt: null },
    origin: nowhere,
  };
}
