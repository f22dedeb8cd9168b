import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgRole, planId } from "./enums";
import { users } from "./users";

export const orgs = pgTable(
  "orgs",
  {
    id: integer("id").primaryKey(),
    name: text("name").notNull(),
    plan: planId("plan").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    /** The form's own id, so that a double click makes one organization. */
    requestKey: text("request_key"),
    /** From here on nobody finds it; its owners may restore it for 90 days. */
    deletedAt: moment("deleted_at"),
    deletedBy: text("deleted_by"),
    /** From here on members need a second factor; before it they are told of the day. Null where none is required. */
    twoFactorFrom: moment("two_factor_from"),
    /** Whether a device that a member trusts counts as their second factor here. */
    trustedDevices: boolean("trusted_devices").notNull().default(true),
    /** Whether what the org's own identity provider says stands for the second factor (T4). */
    ssoIsTwoFactor: boolean("sso_is_two_factor").notNull().default(true),
    /** After so many hours without use, and in all, a session no longer opens this org; null for the limits of all (A5). */
    sessionIdleHours: integer("session_idle_hours"),
    sessionHours: integer("session_hours"),
    /** From here on it cannot be restored, and its audit entries may be deleted. */
    erasingAt: moment("erasing_at"),
  },
  (t) => [
    uniqueIndex("orgs_request_key").on(t.requestKey),
    index("orgs_deleted").on(t.deletedAt).where(sql`${t.deletedAt} is not null`),
    check(
      "orgs_erased_late",
      sql`${t.erasingAt} is null or (${t.deletedAt} is not null and ${t.erasingAt} >= ${t.deletedAt} + interval '2160 hours')`,
    ),
    check("orgs_session_limits", sql`${t.sessionIdleHours} between 1 and 168 and ${t.sessionHours} between 1 and 720`),
    check("orgs_id_nine_digits", sql`${t.id} between 100000000 and 999999999`),
  ],
);

/** Exact counts kept by triggers, so that a list of 100,000 needs no count. */
export const orgCounts = pgTable("org_counts", {
  orgId: integer("org_id")
    .primaryKey()
    .references(() => orgs.id, { onDelete: "cascade" }),
  members: integer("members").notNull().default(0),
  owners: integer("owners").notNull().default(0),
  invitations: integer("invitations").notNull().default(0),
  projects: integer("projects").notNull().default(0),
  teams: integer("teams").notNull().default(0),
});

/** A user's place in an org. `name` and `email` are copies kept by triggers, for sorting and searching within the org. */
export const members = pgTable(
  "members",
  {
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: orgRole("role").notNull(),
    name: text("name").notNull().default(""),
    email: text("email").notNull().default(""),
    joinedAt: moment("joined_at").notNull(),
    lastActiveAt: moment("last_active_at"),
    invitedBy: text("invited_by").references(() => users.id, { onDelete: "set null" }),
    /** Sessions from this moment or before no longer reach this org: its part of them was ended. */
    sessionsValidFrom: moment("sessions_valid_from"),
    /** An admin reset their second factor here: until they enrol one anew, this org does not open. */
    twoFactorResetAt: moment("two_factor_reset_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.userId] }),
    index("members_user").on(t.userId),
    index("members_by_name").on(t.orgId, sql`lower(${t.name})`, t.userId),
    index("members_by_email").on(t.orgId, t.email, t.userId),
    index("members_by_role").on(t.orgId, t.role, t.userId),
    index("members_by_joined").on(t.orgId, t.joinedAt, t.userId),
    index("members_by_last_active").on(t.orgId, sql`coalesce(${t.lastActiveAt}, '-infinity'::timestamptz)`, t.userId),
    index("members_search").using("gin", t.orgId, sql`(lower(${t.name}) || ' ' || ${t.email}) gin_trgm_ops`),
  ],
);
