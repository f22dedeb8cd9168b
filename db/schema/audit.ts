import { type SQL, sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns";

/** The newest entry of each chain: `org:<id>`, or `user:<id>` for changes to an account outside any org. */
export const auditChains = pgTable("audit_chains", {
  chain: text("chain").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: bytea("hash").notNull(),
});

/**
 * Who did what to what, before and after, from where. People are kept by id only, so that erasing a person leaves the
 * chain whole. Triggers refuse UPDATE, DELETE and TRUNCATE.
 */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: text("id").primaryKey(),
    chain: text("chain").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    orgId: integer("org_id"),
    at: moment("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id"),
    action: text("action").notNull(),
    objectType: text("object_type").notNull(),
    objectId: text("object_id").notNull(),
    projectId: integer("project_id"),
    before: jsonb("before"),
    after: jsonb("after"),
    operationId: text("operation_id").notNull(),
    requestId: text("request_id"),
    ip: text("ip"),
    agent: text("agent"),
    prevHash: bytea("prev_hash").notNull(),
    hash: bytea("hash").notNull(),
  },
  (t) => [
    uniqueIndex("audit_entries_chain_seq").on(t.chain, t.seq),
    // Each filter of the log has an index in the log's order, so that any page of it costs the same.
    index("audit_entries_org_at").on(t.orgId, t.at, t.seq),
    index("audit_entries_object").on(t.orgId, t.objectType, t.objectId, t.at, t.seq),
    index("audit_entries_action").on(t.orgId, t.action, t.at, t.seq),
    index("audit_entries_actor").on(t.orgId, t.actorId, t.at, t.seq).where(sql`${t.actorId} is not null`),
    index("audit_entries_subject")
      .on(t.orgId, personConcerned(t), t.at, t.seq)
      .where(sql`${personConcerned(t)} is not null`),
    index("audit_entries_project").on(t.orgId, t.projectId, t.at, t.seq).where(sql`${t.projectId} is not null`),
    index("audit_entries_ip").on(t.orgId, t.ip, t.at, t.seq).where(sql`${t.ip} is not null`),
    index("audit_entries_operation").on(t.operationId),
    index("audit_entries_request").on(t.requestId).where(sql`${t.requestId} is not null`),
  ],
);

/** Whom an entry is about, beside who did it: the person who is its object, or the one that a team gained or lost. */
export function personConcerned(t: { objectType: unknown; objectId: unknown; before: unknown; after: unknown }): SQL {
  return sql`(case when ${t.objectType} in ('member', 'user', 'grant') then ${t.objectId} else coalesce(${t.after} ->> 'user', ${t.before} ->> 'user') end)`;
}
