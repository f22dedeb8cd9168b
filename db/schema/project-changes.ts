import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgs } from "./orgs";
import { progress } from "./progress";
import { datasets, projects } from "./projects";
import { users } from "./users";

/** The data that a reset took out of sight: kept 60 days for whoever wants it back, then erased by a job. */
export const projectResets = pgTable(
  "project_resets",
  {
    id: text("id").primaryKey(),
    projectId: integer("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** What the project pointed at before; null once it is erased, or brought back with all that came since. */
    datasetId: bigint("dataset_id", { mode: "number" }).references(() => datasets.id),
    resetAt: moment("reset_at").notNull(),
    resetBy: text("reset_by").references(() => users.id, { onDelete: "set null" }),
    restoredAt: moment("restored_at"),
    restoredBy: text("restored_by").references(() => users.id, { onDelete: "set null" }),
    /** What the project pointed at when it was restored: a job moves its rows over; null once all are. */
    movingFrom: bigint("moving_from", { mode: "number" }).references(() => datasets.id),
    erasingAt: moment("erasing_at"),
    erasedAt: moment("erased_at"),
    /** How far bringing it back or erasing it is. */
    progressId: text("progress_id").references(() => progress.id, { onDelete: "set null" }),
  },
  (t) => [
    index("project_resets_project").on(t.projectId, t.resetAt),
    // Data that was brought back may go again by a later reset while what came between is still on its way into it.
    uniqueIndex("project_resets_dataset").on(t.datasetId).where(sql`${t.restoredAt} is null`),
    index("project_resets_of_dataset").on(t.datasetId),
    uniqueIndex("project_resets_moving_from").on(t.movingFrom),
    index("project_resets_progress").on(t.progressId).where(sql`${t.progressId} is not null`),
    index("project_resets_moving").on(t.projectId, t.restoredAt).where(sql`${t.movingFrom} is not null`),
    index("project_resets_due").on(t.resetAt).where(sql`${t.restoredAt} is null and ${t.erasedAt} is null`),
    check("project_resets_one_end", sql`${t.restoredAt} is null or ${t.erasingAt} is null`),
  ],
);

/** A project on its way to another org: asked for, confirmed by an owner of each, done; or it lapses after seven days. */
export const projectTransfers = pgTable(
  "project_transfers",
  {
    id: text("id").primaryKey(),
    projectId: integer("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    fromOrgId: integer("from_org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    toOrgId: integer("to_org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    requestedAt: moment("requested_at").notNull(),
    requestedBy: text("requested_by").references(() => users.id, { onDelete: "set null" }),
    expiresAt: moment("expires_at").notNull(),
    fromConfirmedAt: moment("from_confirmed_at"),
    fromConfirmedBy: text("from_confirmed_by").references(() => users.id, { onDelete: "set null" }),
    toConfirmedAt: moment("to_confirmed_at"),
    toConfirmedBy: text("to_confirmed_by").references(() => users.id, { onDelete: "set null" }),
    doneAt: moment("done_at"),
    declinedAt: moment("declined_at"),
    declinedBy: text("declined_by").references(() => users.id, { onDelete: "set null" }),
    cancelledAt: moment("cancelled_at"),
    cancelledBy: text("cancelled_by").references(() => users.id, { onDelete: "set null" }),
    lapsedAt: moment("lapsed_at"),
  },
  (t) => [
    uniqueIndex("project_transfers_open")
      .on(t.projectId)
      .where(sql`num_nonnulls(${t.doneAt}, ${t.declinedAt}, ${t.cancelledAt}, ${t.lapsedAt}) = 0`),
    index("project_transfers_from").on(t.fromOrgId, t.requestedAt),
    index("project_transfers_to").on(t.toOrgId, t.requestedAt),
    index("project_transfers_due")
      .on(t.expiresAt)
      .where(sql`num_nonnulls(${t.doneAt}, ${t.declinedAt}, ${t.cancelledAt}, ${t.lapsedAt}) = 0`),
    check("project_transfers_two_orgs", sql`${t.fromOrgId} <> ${t.toOrgId}`),
    check(
      "project_transfers_one_end",
      sql`num_nonnulls(${t.doneAt}, ${t.declinedAt}, ${t.cancelledAt}, ${t.lapsedAt}) <= 1`,
    ),
  ],
);
