import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgs } from "./orgs";
import { users } from "./users";

/** Long work of an org that runs as a job: how far it is, and what came of it. Kept 30 days after its end. */
export const progress = pgTable(
  "progress",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    /** Who waits for it; null once that account is gone. */
    startedBy: text("started_by").references(() => users.id, { onDelete: "set null" }),
    /** What it is, such as `invitation_import`. */
    kind: text("kind").notNull(),
    /** What the job works on. */
    input: jsonb("input").notNull(),
    total: integer("total").notNull(),
    done: integer("done").notNull().default(0),
    result: jsonb("result"),
    createdAt: moment("created_at").notNull(),
    finishedAt: moment("finished_at"),
    failedAt: moment("failed_at"),
    /** Said to the person who waits. */
    failure: text("failure"),
  },
  (t) => [index("progress_org").on(t.orgId, t.kind, t.createdAt)],
);
