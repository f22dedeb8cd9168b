import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns";
import { projects } from "./projects";
import { users } from "./users";

/** What a finished deletion says of itself, signed (D1). */
export type Receipt = {
  request: string;
  organization: number;
  project: number;
  regulation: string;
  /** SHA-256 of each id, hexadecimal, in the order they were sent. */
  ids: string[];
  removed: { events: number; profiles: number; aliases: number };
  /** Looked for again after the deletion, in everything the project holds. */
  remaining: { events: number; profiles: number; aliases: number };
  requestedAt: string;
  finishedAt: string;
};

/** A request of somebody whom a project has data about (D1, G1): to get it, or to have it deleted. */
export const privacyRequests = pgTable(
  "privacy_requests",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id").notNull(),
    projectId: integer("project_id").notNull(),
    kind: text("kind", { enum: ["retrieval", "deletion"] }).notNull(),
    regulation: text("regulation", { enum: ["GDPR", "CCPA"] }).notNull(),
    /** What a CCPA retrieval discloses. */
    disclosure: text("disclosure", { enum: ["Data", "Categories", "Sources"] }).notNull(),
    status: text("status", { enum: ["PENDING", "STARTED", "SUCCESS", "FAILURE", "REVOKED"] }).notNull(),
    byApi: boolean("by_api").notNull(),
    requestedAt: moment("requested_at").notNull(),
    requestedBy: text("requested_by").references(() => users.id, { onDelete: "set null" }),
    /** When the law wants it done by. */
    dueAt: moment("due_at").notNull(),
    /** Until then it can be cancelled. */
    startsAt: moment("starts_at").notNull(),
    startedAt: moment("started_at"),
    finishedAt: moment("finished_at"),
    cancelledBy: text("cancelled_by").references(() => users.id, { onDelete: "set null" }),
    remindedAt: moment("reminded_at"),
    idCount: integer("id_count").notNull(),
    idsDone: integer("ids_done").notNull().default(0),
    events: bigint("events", { mode: "number" }).notNull().default(0),
    profiles: integer("profiles").notNull().default(0),
    aliases: integer("aliases").notNull().default(0),
    /** Of the archive; it can be downloaded until `fileExpiresAt`. */
    fileBytes: bigint("file_bytes", { mode: "number" }),
    fileExpiresAt: moment("file_expires_at"),
    receipt: jsonb("receipt").$type<Receipt>(),
    /** Ed25519 over the receipt as it is stored, base64. */
    signature: text("signature"),
    requestKey: text("request_key"),
  },
  (t) => [
    uniqueIndex("privacy_requests_key").on(t.projectId, t.requestKey),
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] })
      .onDelete("cascade")
      .onUpdate("cascade"),
    index("privacy_requests_log").on(t.orgId, t.requestedAt, t.id),
    index("privacy_requests_project").on(t.projectId, t.requestedAt, t.id),
    index("privacy_requests_due").on(t.dueAt).where(sql`${t.finishedAt} is null`),
    index("privacy_requests_file").on(t.fileExpiresAt).where(sql`${t.fileExpiresAt} is not null`),
    check("privacy_requests_ended", sql`(${t.finishedAt} is null) = (${t.status} in ('PENDING', 'STARTED'))`),
  ],
);

/** Whose data it is about. Forgotten 30 days after the end: the receipt has their hashes. */
export const privacyRequestIds = pgTable(
  "privacy_request_ids",
  {
    requestId: text("request_id")
      .notNull()
      .references(() => privacyRequests.id, { onDelete: "cascade" }),
    n: integer("n").notNull(),
    distinctId: text("distinct_id").notNull(),
    doneAt: moment("done_at"),
  },
  (t) => [primaryKey({ columns: [t.requestId, t.n] }), index("privacy_request_ids_id").on(t.distinctId)],
);

/** The archive of a retrieval, in parts in their order. */
export const privacyFiles = pgTable(
  "privacy_files",
  {
    requestId: text("request_id")
      .notNull()
      .references(() => privacyRequests.id, { onDelete: "cascade" }),
    n: integer("n").notNull(),
    bytes: bytea("bytes").notNull(),
  },
  (t) => [primaryKey({ columns: [t.requestId, t.n] })],
);
