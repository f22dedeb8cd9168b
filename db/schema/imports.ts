import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { progress } from "./progress";

/**
 * The rows of an uploaded list of people to invite, from the moment it was checked. `gives` is null for a row with
 * something wrong in it; `outcome` is null as long as a row waits to be invited.
 */
export const importRows = pgTable(
  "import_rows",
  {
    importId: text("import_id")
      .notNull()
      .references(() => progress.id, { onDelete: "cascade" }),
    /** Where it stands in the file, counted from 1. */
    line: integer("line").notNull(),
    /** Canonical where it is an address, else as it was written. */
    email: text("email").notNull(),
    /** E-mail, role, teams and projects as they were written. */
    cells: jsonb("cells").notNull(),
    gives: jsonb("gives"),
    outcome: text("outcome", { enum: ["invited", "merged", "member", "refused", "limited", "wrong"] }),
    /** Why nothing was sent. */
    note: text("note"),
    /** When it makes sense to send what a limit held back. */
    retryAt: moment("retry_at"),
    invitationId: text("invitation_id"),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.line] }),
    index("import_rows_waiting").on(t.importId, t.line).where(sql`${t.outcome} is null`),
  ],
);
