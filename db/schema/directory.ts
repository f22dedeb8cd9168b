import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgs } from "./orgs";
import { teams } from "./teams";
import { users } from "./users";

/** A bearer token of an org's directory (S5). Its secret is shown once; only the hash is stored. */
export const directoryTokens = pgTable(
  "directory_tokens",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    tokenHash: text("token_hash").notNull(),
    /** Its last four characters, to tell it from others. */
    ending: text("ending").notNull(),
    createdAt: moment("created_at").notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    lastUsedAt: moment("last_used_at"),
    revokedAt: moment("revoked_at"),
    revokedBy: text("revoked_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [uniqueIndex("directory_tokens_hash").on(t.tokenHash), index("directory_tokens_org").on(t.orgId)],
);

/** What the directory says of a person besides `userName` and `active`, as it came (RFC 7643 §4.1). */
export type DirectoryAttributes = Record<string, unknown>;

/** Somebody whom the directory keeps. What it says stays here: the account is the person's own. */
export const directoryUsers = pgTable(
  "directory_users",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    /** The account that is a member while `active`. */
    userId: text("user_id").references(() => users.id, { onDelete: "set null" }),
    userName: text("user_name").notNull(),
    externalId: text("external_id"),
    active: boolean("active").notNull(),
    attributes: jsonb("attributes").$type<DirectoryAttributes>().notNull(),
    version: integer("version").notNull().default(1),
    createdAt: moment("created_at").notNull(),
    changedAt: moment("changed_at").notNull(),
  },
  (t) => [
    unique("directory_users_org_id").on(t.orgId, t.id),
    uniqueIndex("directory_users_name").on(t.orgId, sql`lower(${t.userName})`),
    uniqueIndex("directory_users_account").on(t.orgId, t.userId),
    index("directory_users_user").on(t.userId),
    index("directory_users_external").on(t.orgId, t.externalId),
    index("directory_users_order").on(t.orgId, t.createdAt, t.id),
  ],
);

/** A group of the directory: it is a team, whose name and people are the directory's. */
export const directoryGroups = pgTable(
  "directory_groups",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id").notNull(),
    teamId: text("team_id").notNull(),
    externalId: text("external_id"),
    version: integer("version").notNull().default(1),
    createdAt: moment("created_at").notNull(),
    changedAt: moment("changed_at").notNull(),
  },
  (t) => [
    uniqueIndex("directory_groups_team").on(t.teamId),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }).onDelete("cascade"),
    index("directory_groups_order").on(t.orgId, t.createdAt, t.id),
    index("directory_groups_external").on(t.orgId, t.externalId),
  ],
);

/** A call of the directory, for the admin who looks why somebody did not arrive; kept for 30 days. */
export const directoryRequests = pgTable(
  "directory_requests",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    tokenId: text("token_id").references(() => directoryTokens.id, { onDelete: "cascade" }),
    at: moment("at").notNull(),
    method: text("method").notNull(),
    path: text("path").notNull(),
    status: integer("status").notNull(),
    /** What was wrong, in our words. */
    detail: text("detail"),
    /** The body with every value of a person left out. */
    body: text("body"),
    milliseconds: bigint("milliseconds", { mode: "number" }).notNull(),
  },
  (t) => [index("directory_requests_log").on(t.orgId, t.at, t.id), index("directory_requests_at").on(t.at)],
);
