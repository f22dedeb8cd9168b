import { index, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** Mail and text messages kept for the local outbox page instead of being sent. */
export const outboxMessages = pgTable(
  "outbox_messages",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: ["mail", "text"] }).notNull(),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    html: text("html"),
    text: text("text").notNull(),
    createdAt: moment("created_at").notNull(),
  },
  (t) => [index("outbox_messages_created").on(t.createdAt)],
);

/** What an installation remembers about itself, such as when the demo was made. */
export const installation = pgTable("installation", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
});
