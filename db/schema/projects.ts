import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { encrypted, moment } from "./columns";
import { projectRole } from "./enums";
import { members, orgs } from "./orgs";
import { users } from "./users";

/** The data a project points at. Reset and delete move the pointer; the old data is erased later. */
export const datasets = pgTable("datasets", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  createdAt: moment("created_at").notNull().defaultNow(),
});

export const projects = pgTable(
  "projects",
  {
    id: integer("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** IANA name such as Europe/Berlin. */
    timezone: text("timezone").notNull(),
    /** Public, write-only: 32 hexadecimal characters. */
    token: text("token").notNull(),
    apiKey: text("api_key").notNull(),
    /** AES-256-GCM, bound to this row; shown again on demand. */
    apiSecret: encrypted("api_secret").notNull(),
    /** Keyed hash of the API secret, to find the project by it. */
    apiSecretHash: text("api_secret_hash").notNull(),
    /** Null once it is erased. */
    datasetId: bigint("dataset_id", { mode: "number" }).references(() => datasets.id),
    allUsersRole: projectRole("all_users_role"),
    /** Whether the events that mobile libraries send by themselves are stored (`/decide`). */
    autotrack: boolean("autotrack").notNull().default(true),
    /** What becomes of messages while data arrives late; `longestWait` in minutes bounds `hold`. */
    delayPolicy: text("delay_policy", { enum: ["send", "hold", "skip"] })
      .notNull()
      .default("send"),
    longestWait: integer("longest_wait").notNull().default(240),
    createdAt: moment("created_at").notNull().defaultNow(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    deletedAt: moment("deleted_at"),
    deletedBy: text("deleted_by"),
    /** From here on it cannot be restored: a job takes its data away. */
    erasingAt: moment("erasing_at"),
    /** Nothing but its name and what billing counted is left. */
    erasedAt: moment("erased_at"),
    requestKey: text("request_key"),
  },
  (t) => [
    unique("projects_org_id_key").on(t.orgId, t.id),
    uniqueIndex("projects_token_key").on(t.token),
    uniqueIndex("projects_api_key_key").on(t.apiKey),
    uniqueIndex("projects_api_secret_key").on(t.apiSecretHash),
    uniqueIndex("projects_dataset_key").on(t.datasetId),
    uniqueIndex("projects_request_key").on(t.requestKey),
    uniqueIndex("projects_name_key").on(t.orgId, sql`lower(${t.name})`).where(sql`${t.deletedAt} is null`),
    index("projects_by_created").on(t.orgId, t.createdAt, t.id),
    index("projects_search")
      .using("gin", t.orgId, sql`lower(${t.name}) gin_trgm_ops`)
      .where(sql`${t.deletedAt} is null`),
    index("projects_for_all_users")
      .on(t.orgId, t.id)
      .where(sql`${t.allUsersRole} is not null and ${t.deletedAt} is null`),
    index("projects_deleted")
      .on(t.orgId, t.deletedAt, t.id)
      .where(sql`${t.deletedAt} is not null and ${t.erasedAt} is null`),
    index("projects_due").on(t.deletedAt).where(sql`${t.deletedAt} is not null and ${t.erasedAt} is null`),
    check("projects_has_data", sql`${t.datasetId} is not null or ${t.erasedAt} is not null`),
    check(
      "projects_end_in_order",
      sql`(${t.erasingAt} is null or ${t.deletedAt} is not null) and (${t.erasedAt} is null or ${t.erasingAt} is not null)`,
    ),
    check("projects_longest_wait", sql`${t.longestWait} between 15 and 2880`),
    check("projects_id_nine_digits", sql`${t.id} between 100000000 and 999999999`),
  ],
);

/** An individual grant: given to one member on one project. */
export const projectGrants = pgTable(
  "project_grants",
  {
    orgId: integer("org_id").notNull(),
    projectId: integer("project_id").notNull(),
    userId: text("user_id").notNull(),
    role: projectRole("role").notNull(),
    givenAt: moment("given_at").notNull(),
    givenBy: text("given_by").references(() => users.id, { onDelete: "set null" }),
    /** From then on it gives `thenRole`, or nothing; a job tidies up afterwards. */
    endsAt: moment("ends_at"),
    /** The lasting role it had before the one that ends. */
    thenRole: projectRole("then_role"),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId] }),
    // A project that moves to another org takes along the grants of people who are in both.
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] })
      .onDelete("cascade")
      .onUpdate("cascade"),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [members.orgId, members.userId] }).onDelete("cascade"),
    index("project_grants_user").on(t.orgId, t.userId),
    index("project_grants_ending").on(t.endsAt).where(sql`${t.endsAt} is not null`),
    check("project_grants_then", sql`${t.thenRole} is null or (${t.endsAt} is not null and ${t.thenRole} < ${t.role})`),
  ],
);
