import { index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { projects } from "./projects";
import { users } from "./users";

/** Access keys that were rotated: each works beside its successor until `worksUntil`, and is never shown again. */
export const previousKeys = pgTable(
  "previous_keys",
  {
    id: text("id").primaryKey(),
    projectId: integer("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["token", "api_key", "api_secret"] }).notNull(),
    /** Token and API key as they are, an API secret as its keyed hash: what a client is found by. */
    value: text("value").notNull(),
    rotatedAt: moment("rotated_at").notNull(),
    rotatedBy: text("rotated_by").references(() => users.id, { onDelete: "set null" }),
    worksUntil: moment("works_until").notNull(),
    /** The last time a client came with it, to the minute. */
    lastUsedAt: moment("last_used_at"),
  },
  (t) => [
    uniqueIndex("previous_keys_value").on(t.kind, t.value),
    index("previous_keys_project").on(t.projectId, t.rotatedAt),
  ],
);
