import {
  bigint,
  boolean,
  date,
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
import { planId } from "./enums";
import { orgs } from "./orgs";
import { users } from "./users";

/** Billing periods are named by their first UTC day. Money is in US cents. */

/** When an org went from one plan to another; which plan held when follows from it and the plan of today. */
export const planChanges = pgTable(
  "plan_changes",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    at: moment("at").notNull(),
    before: planId("before").notNull(),
    after: planId("after").notNull(),
    changedBy: text("changed_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [index("plan_changes_org").on(t.orgId, t.at)],
);

/** A downgrade that takes effect when the billing period ends, unless it is taken back. */
export const plannedDowngrades = pgTable(
  "planned_downgrades",
  {
    orgId: integer("org_id")
      .primaryKey()
      .references(() => orgs.id, { onDelete: "cascade" }),
    plan: planId("plan").notNull(),
    at: moment("at").notNull(),
    plannedAt: moment("planned_at").notNull(),
    plannedBy: text("planned_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [index("planned_downgrades_at").on(t.at)],
);

/** What stands on the org's invoices. */
export const billingDetails = pgTable("billing_details", {
  orgId: integer("org_id")
    .primaryKey()
    .references(() => orgs.id, { onDelete: "cascade" }),
  company: text("company").notNull(),
  line1: text("line1").notNull(),
  line2: text("line2").notNull(),
  postalCode: text("postal_code").notNull(),
  city: text("city").notNull(),
  region: text("region").notNull(),
  /** ISO 3166-1, two letters. */
  country: text("country").notNull(),
  taxId: text("tax_id").notNull(),
  purchaseOrder: text("purchase_order").notNull(),
  updatedAt: moment("updated_at").notNull(),
  updatedBy: text("updated_by").references(() => users.id, { onDelete: "set null" }),
});

/** Additional receivers of billing mails. Nothing is sent to one before it was confirmed but the link to do so. */
export const billingEmails = pgTable(
  "billing_emails",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    version: integer("version").notNull().default(1),
    addedAt: moment("added_at").notNull(),
    addedBy: text("added_by").references(() => users.id, { onDelete: "set null" }),
    /** When the latest link was mailed. */
    sentAt: moment("sent_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    confirmedAt: moment("confirmed_at"),
  },
  (t) => [uniqueIndex("billing_emails_key").on(t.orgId, t.email)],
);

/** A billing period that has ended and is counted: it never changes any more. */
export const closedPeriods = pgTable(
  "closed_periods",
  {
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    period: date("period", { mode: "string" }).notNull(),
    /** The plan on its last day. */
    plan: planId("plan").notNull(),
    /** Events the price included; null where there was no limit. */
    allowance: bigint("allowance", { mode: "number" }),
    events: bigint("events", { mode: "number" }).notNull(),
    /** Profiles that existed at its end; null where it was closed too late to know. */
    profiles: bigint("profiles", { mode: "number" }),
    total: bigint("total", { mode: "number" }).notNull(),
    closedAt: moment("closed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.period] })],
);

/** The same per project. Outlives the project, whose name is kept. */
export const closedProjectPeriods = pgTable(
  "closed_project_periods",
  {
    orgId: integer("org_id").notNull(),
    period: date("period", { mode: "string" }).notNull(),
    projectId: integer("project_id").notNull(),
    name: text("name").notNull(),
    events: bigint("events", { mode: "number" }).notNull(),
    profiles: bigint("profiles", { mode: "number" }),
    /** Deleted by the end of the period. */
    deleted: boolean("deleted").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.period, t.projectId] }),
    foreignKey({ columns: [t.orgId, t.period], foreignColumns: [closedPeriods.orgId, closedPeriods.period] }).onDelete(
      "cascade",
    ),
    index("closed_project_periods_events").on(t.orgId, t.period, t.events, t.projectId),
  ],
);

/** One for each period that cost something; numbered per org without gaps. What it says is kept as it was. */
export const invoices = pgTable(
  "invoices",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    period: date("period", { mode: "string" }).notNull(),
    orgName: text("org_name").notNull(),
    /** The billing details of that time; null where none were given. */
    details: jsonb("details"),
    /** How it is paid, in a sentence. */
    terms: text("terms").notNull(),
    total: bigint("total", { mode: "number" }).notNull(),
    issuedAt: moment("issued_at").notNull(),
    dueAt: moment("due_at").notNull(),
  },
  (t) => [
    unique("invoices_org_id_key").on(t.orgId, t.id),
    uniqueIndex("invoices_number_key").on(t.orgId, t.number),
    uniqueIndex("invoices_period_key").on(t.orgId, t.period),
  ],
);

export const invoiceLines = pgTable(
  "invoice_lines",
  {
    orgId: integer("org_id").notNull(),
    invoiceId: text("invoice_id").notNull(),
    position: integer("position").notNull(),
    /** `plan`: a plan for some days. `overage`: events above the allowance. */
    kind: text("kind", { enum: ["plan", "overage"] }).notNull(),
    title: text("title").notNull(),
    detail: text("detail").notNull(),
    quantity: bigint("quantity", { mode: "number" }).notNull(),
    unit: text("unit").notNull(),
    unitPrice: bigint("unit_price", { mode: "number" }).notNull(),
    amount: bigint("amount", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.invoiceId, t.position] }),
    foreignKey({ columns: [t.orgId, t.invoiceId], foreignColumns: [invoices.orgId, invoices.id] }).onDelete("cascade"),
  ],
);

/** Which usage mails an org had in a period: one row a threshold, in percent. */
export const usageMails = pgTable(
  "usage_mails",
  {
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    period: date("period", { mode: "string" }).notNull(),
    threshold: integer("threshold").notNull(),
    at: moment("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.period, t.threshold] })],
);

/** The announcement under which old events of an org are deleted: for this retention, 30 days after it. */
export const retentionNotices = pgTable("retention_notices", {
  orgId: integer("org_id")
    .primaryKey()
    .references(() => orgs.id, { onDelete: "cascade" }),
  months: integer("months").notNull(),
  announcedAt: moment("announced_at").notNull(),
});
