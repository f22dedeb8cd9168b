import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { members } from "./orgs";
import { projects } from "./projects";
import { users } from "./users";

/** A saved question to a project's events; `query` is a `ReportQuery`. */
export const reports = pgTable(
  "reports",
  {
    id: text("id").primaryKey(),
    projectId: integer("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    query: jsonb("query").notNull(),
    createdAt: moment("created_at").notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    editedAt: moment("edited_at").notNull(),
    editedBy: text("edited_by").references(() => users.id, { onDelete: "set null" }),
    /** One more with every edit: a form that shows an older one is told so. */
    version: integer("version").notNull().default(1),
    /** The form's own id, so that a double click makes one report. */
    requestKey: text("request_key"),
  },
  (t) => [
    unique("reports_project_key").on(t.projectId, t.id),
    uniqueIndex("reports_request_key").on(t.requestKey),
    index("reports_by_name").on(t.projectId, sql`lower(${t.name})`, t.id),
    index("reports_by_edited").on(t.projectId, t.editedAt, t.id),
    index("reports_search").using("gin", t.projectId, sql`lower(${t.name}) gin_trgm_ops`),
  ],
);

/**
 * A person's subscription to a report. It goes with the membership; who merely lost the project is not sent anything
 * from that moment on.
 */
export const alerts = pgTable(
  "alerts",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id").notNull(),
    projectId: integer("project_id").notNull(),
    reportId: text("report_id").notNull(),
    userId: text("user_id").notNull(),
    kind: text("kind", { enum: ["daily", "weekly", "threshold"] }).notNull(),
    /** Of daily and weekly ones: the hour (0 to 23) in `timezone`; of weekly ones also the day, 1 is Monday. */
    hour: integer("hour"),
    weekday: integer("weekday"),
    timezone: text("timezone").notNull(),
    /** Of threshold ones: sent when the count of the current bucket passes it, once a bucket. */
    threshold: bigint("threshold", { mode: "number" }),
    /** Of threshold ones: the event that is counted; null for all of the report's together. */
    event: text("event"),
    channel: text("channel", { enum: ["mail", "text"] }).notNull(),
    /** E.164, of text messages; nothing is sent to it before its code was entered. */
    phone: text("phone"),
    phoneConfirmedAt: moment("phone_confirmed_at"),
    codeHash: text("code_hash"),
    codeExpiresAt: moment("code_expires_at"),
    codeFailures: integer("code_failures").notNull().default(0),
    createdAt: moment("created_at").notNull(),
    /** When it is looked at next; null while paused. */
    nextAt: moment("next_at"),
    pausedAt: moment("paused_at"),
    lastSentAt: moment("last_sent_at"),
    /** Unsubscribed: nothing is sent any more. It is kept 30 days, so that its link can say so and take it back. */
    endedAt: moment("ended_at"),
    /** The form's own id, so that a double click makes one alert. */
    requestKey: text("request_key"),
  },
  (t) => [
    index("alerts_due").on(t.nextAt).where(sql`${t.nextAt} is not null`),
    index("alerts_report").on(t.reportId),
    index("alerts_project").on(t.orgId, t.projectId),
    index("alerts_user").on(t.userId, t.createdAt),
    uniqueIndex("alerts_request_key").on(t.requestKey),
    foreignKey({ columns: [t.projectId, t.reportId], foreignColumns: [reports.projectId, reports.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] })
      .onDelete("cascade")
      .onUpdate("cascade"),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [members.orgId, members.userId] }).onDelete("cascade"),
    check(
      "alerts_kind_has_its_fields",
      sql`case ${t.kind}
      when 'daily' then ${t.hour} is not null and ${t.threshold} is null
      when 'weekly' then ${t.hour} is not null and ${t.weekday} is not null and ${t.threshold} is null
      else ${t.threshold} is not null end`,
    ),
    check("alerts_text_has_phone", sql`${t.channel} <> 'text' or ${t.phone} is not null`),
    check("alerts_rest", sql`${t.nextAt} is null or (${t.pausedAt} is null and ${t.endedAt} is null)`),
  ],
);

/** What became of each due time of an alert: the row is what makes it happen once, whoever comes first. */
export const alertSends = pgTable(
  "alert_sends",
  {
    alertId: text("alert_id")
      .notNull()
      .references(() => alerts.id, { onDelete: "cascade" }),
    /** The due time, or the start of the bucket that passed its threshold. */
    dueAt: moment("due_at").notNull(),
    outcome: text("outcome", { enum: ["due", "held", "sending", "sent", "skipped", "failed"] }).notNull(),
    decidedAt: moment("decided_at").notNull(),
    /** Why it was held, skipped or failed. */
    note: text("note"),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.dueAt] }), index("alert_sends_old").on(t.decidedAt)],
);
