import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { auditChains, auditEntries } from "@/db/schema";
import type { Actor } from "@/lib/authz/actor";
import { isServiceUser } from "@/lib/authz/service-user";
import { newId } from "@/lib/ids";
import type { AuditAction, AuditObject } from "./actions";
import { chainHash, firstHash, type Json } from "./chain";

/** What a verb says of its change. People are named by id only, so that a person can be erased later. */
export type AuditInput = {
  action: AuditAction;
  object: { type: AuditObject; id: string | number };
  /** The org whose log shows it; without one it belongs to the account `userId`. */
  orgId?: number;
  userId?: string;
  projectId?: number;
  before?: Json;
  after?: Json;
  /** Whoever did it is of this other org alone: the entry names it, and neither the person nor where they came from. */
  elsewhere?: string;
};

export type AuditScope = { actor: Actor; at: Date; operationId: string };

/**
 * Appends entries to their chains inside the caller's transaction. The chain's head row is locked, so that entries of
 * one chain are numbered without gaps; it is taken last in a transaction to keep the wait short.
 */
export async function writeAudit(tx: Tx, scope: AuditScope, inputs: AuditInput[]): Promise<void> {
  const chains = [...new Set(inputs.map(chainOf))].sort();
  for (const chain of chains) {
    await appendTo(
      tx,
      chain,
      scope,
      inputs.filter((input) => chainOf(input) === chain),
    );
  }
}

function chainOf(input: AuditInput): string {
  return input.orgId === undefined ? `user:${input.userId ?? "none"}` : `org:${input.orgId}`;
}

async function appendTo(tx: Tx, chain: string, scope: AuditScope, inputs: AuditInput[]): Promise<void> {
  await tx.insert(auditChains).values({ chain, seq: 0, hash: firstHash }).onConflictDoNothing();
  const [head] = await tx.select().from(auditChains).where(eq(auditChains.chain, chain)).for("update");
  let seq = head?.seq ?? 0;
  let hash = head?.hash ?? firstHash;
  const rows = inputs.map((input) => {
    const facts = factsOf(input, scope);
    seq += 1;
    const prevHash = hash;
    hash = chainHash(prevHash, hashedPart(chain, seq, facts));
    return { ...facts, chain, seq, prevHash, hash };
  });
  for (let from = 0; from < rows.length; from += 1000) {
    await tx.insert(auditEntries).values(rows.slice(from, from + 1000));
  }
  await tx
    .update(auditChains)
    .set({ seq: sql`${seq}::bigint`, hash })
    .where(eq(auditChains.chain, chain));
}

function factsOf(input: AuditInput, { actor, at, operationId }: AuditScope): Facts {
  return {
    id: newId("audit"),
    orgId: input.orgId ?? null,
    at,
    ...(input.elsewhere === undefined ? doerOf(actor) : unnamed),
    action: input.action,
    objectType: input.object.type,
    objectId: String(input.object.id),
    projectId: input.projectId ?? null,
    before: input.before ?? null,
    after:
      input.elsewhere === undefined ? (input.after ?? null) : { ...objectOf(input.after), elsewhere: input.elsewhere },
    operationId,
  };
}

function doerOf(actor: Actor) {
  const actorId = actor.kind === "user" ? actor.user.id : actor.userId;
  const actorKind = actorId !== null && isServiceUser(actorId) ? "service" : actor.kind;
  return { actorKind, actorId, ...actor.origin };
}

const unnamed = { actorKind: "outside" as const, actorId: null, requestId: null, ip: null, agent: null };

function objectOf(json: Json | undefined): Record<string, Json> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}

/** An entry without its place in a chain and its hashes. `before` and `after` are JSON. */
export type Facts = Omit<typeof auditEntries.$inferSelect, "chain" | "seq" | "prevHash" | "hash">;

/** What the hash covers: every column but the hashes themselves. Times as ISO 8601 with milliseconds. */
export function hashedPart(chain: string, seq: number, facts: Facts): Json {
  return { ...facts, before: facts.before as Json, after: facts.after as Json, at: facts.at.toISOString(), chain, seq };
}
