import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgRole, projectRole } from "./enums";
import { orgs } from "./orgs";
import { projects } from "./projects";
import { teams } from "./teams";
import { users } from "./users";

/**
 * A program's way into an org (V1): a user name and a secret that is shown once and stored as its hash. Behind each stands
 * a row of `users` that nobody can sign in with, so that what it does has a doer. It is no member and is counted nowhere.
 */
export const serviceAccounts = pgTable(
  "service_accounts",
  {
    id: integer("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    username: text("username").notNull(),
    secretHash: text("secret_hash").notNull(),
    /** The last four characters of the secret, to tell it from others. */
    ending: text("ending").notNull(),
    role: orgRole("role").notNull(),
    createdAt: moment("created_at").notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    secretAt: moment("secret_at").notNull(),
    expiresAt: moment("expires_at"),
    /** When the mail about its end went out. */
    toldAt: moment("told_at"),
    /** To the minute. */
    lastUsedAt: moment("last_used_at"),
    revokedAt: moment("revoked_at"),
    revokedBy: text("revoked_by").references(() => users.id, { onDelete: "set null" }),
    requestKey: text("request_key"),
  },
  (t) => [
    unique("service_accounts_org_id_key").on(t.orgId, t.id),
    uniqueIndex("service_accounts_username").on(t.username),
    uniqueIndex("service_accounts_user").on(t.userId),
    uniqueIndex("service_accounts_request_key").on(t.requestKey),
    index("service_accounts_by_name").on(t.orgId, sql`lower(${t.name})`, t.id).where(sql`${t.revokedAt} is null`),
    index("service_accounts_ending").on(t.expiresAt).where(sql`${t.expiresAt} is not null and ${t.revokedAt} is null`),
    check("service_accounts_id_nine_digits", sql`${t.id} between 100000000 and 999999999`),
  ],
);

/** A role of a service account on one project. */
export const serviceAccountProjects = pgTable(
  "service_account_projects",
  {
    orgId: integer("org_id").notNull(),
    accountId: integer("account_id").notNull(),
    projectId: integer("project_id").notNull(),
    role: projectRole("role").notNull(),
    givenAt: moment("given_at").notNull(),
    givenBy: text("given_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.projectId] }),
    foreignKey({
      columns: [t.orgId, t.accountId],
      foreignColumns: [serviceAccounts.orgId, serviceAccounts.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] }).onDelete("cascade"),
    index("service_account_projects_project").on(t.projectId),
  ],
);

export const serviceAccountTeams = pgTable(
  "service_account_teams",
  {
    orgId: integer("org_id").notNull(),
    accountId: integer("account_id").notNull(),
    teamId: text("team_id").notNull(),
    addedAt: moment("added_at").notNull(),
    addedBy: text("added_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.teamId] }),
    foreignKey({
      columns: [t.orgId, t.accountId],
      foreignColumns: [serviceAccounts.orgId, serviceAccounts.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }).onDelete("cascade"),
    index("service_account_teams_team").on(t.teamId),
  ],
);
