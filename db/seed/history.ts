import "server-only";
import type { Tx } from "@/db/client";
import { type AuditInput, writeAudit } from "@/lib/audit/write";
import { noSession, type Origin, product, type UserActor } from "@/lib/authz/actor";
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

/** Somebody as the audit log knows them: by id alone. */
function personAt(id: string, at: Date): UserActor {
  return {
    kind: "user",
    user: {
      id,
      email: "",
      name: "",
      timezone: null,
      emailProven: true,
      timezoneFixed: false,
      locale: null,
      usageRecorded: false,
      limitedToOrgId: null,
      twoFactorSince: null,
    },
    session: { ...noSession, id: newId("session"), methods: ["password"], createdAt: at },
    origin: usualOrigin(id),
  };
}

const agents = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
];

/** Each person at one browser and one address of those that are for examples (RFC 5737). */
function usualOrigin(id: string): Origin {
  const number = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 100_003, 7);
  return { ip: `198.51.100.${1 + (number % 254)}`, agent: agents[number % agents.length] ?? null, requestId: null };
}
