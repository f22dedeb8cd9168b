import { integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { encrypted, moment } from "./columns";
import { projects } from "./projects";
import { users } from "./users";

/** What a project sends push and text messages through. The credential is stored encrypted and never shown again. */
export const messageChannels = pgTable(
  "message_channels",
  {
    projectId: integer("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["apns_key", "apns_certificate", "fcm", "twilio"] }).notNull(),
    /** What may be shown: ids, topic, sender, last four characters, when a certificate ends. */
    facts: jsonb("facts").notNull(),
    /** Bound to `message_channels.credential.<project>.<kind>`. */
    credential: encrypted("credential").notNull(),
    addedAt: moment("added_at").notNull(),
    addedBy: text("added_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.kind] })],
);
