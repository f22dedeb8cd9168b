import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns";
import { users } from "./users";

const person = () =>
  text("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** A new e-mail address that is asked for, holds, or was taken back. One is open at a time. */
export const emailChanges = pgTable(
  "email_changes",
  {
    id: text("id").primaryKey(),
    userId: person(),
    oldEmail: text("old_email").notNull(),
    newEmail: text("new_email").notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    cancelledAt: moment("cancelled_at"),
    confirmedAt: moment("confirmed_at"),
    /** Until then the old address may take the change back, and nobody else gets an account with it. */
    undoUntil: moment("undo_until"),
    undoneAt: moment("undone_at"),
  },
  (t) => [
    index("email_changes_user").on(t.userId, t.createdAt),
    index("email_changes_held").on(t.oldEmail, t.undoUntil).where(sql`${t.undoUntil} is not null`),
  ],
);

/** A phone number that is not verified yet, and the texted code that verifies it. */
export const phoneCodes = pgTable("phone_codes", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  phone: text("phone").notNull(),
  /** Null until the job has texted one. */
  codeHash: text("code_hash"),
  /** Wrong tries, however many codes were texted. */
  failures: integer("failures").notNull().default(0),
  createdAt: moment("created_at").notNull(),
  expiresAt: moment("expires_at").notNull(),
});

/** Something about the security of an account that its owner was told, with a link that says it was not them. */
export const securityNotices = pgTable(
  "security_notices",
  {
    id: text("id").primaryKey(),
    userId: person(),
    /** What happened, as in `lib/users/security-notices.ts`. */
    kind: text("kind").notNull(),
    /** Where the mail goes: for a changed address, the one before. */
    email: text("email").notNull(),
    ip: text("ip"),
    agent: text("agent"),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    refusedAt: moment("refused_at"),
  },
  (t) => [index("security_notices_user").on(t.userId, t.createdAt)],
);

/** A person's token for the GDPR API; shown once, of which only the hash is kept. One works at a time. */
export const gdprTokens = pgTable(
  "gdpr_tokens",
  {
    id: text("id").primaryKey(),
    userId: person(),
    tokenHash: text("token_hash").notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    lastUsedAt: moment("last_used_at"),
    remindedAt: moment("reminded_at"),
    revokedAt: moment("revoked_at"),
  },
  (t) => [
    uniqueIndex("gdpr_tokens_hash").on(t.tokenHash),
    uniqueIndex("gdpr_tokens_one").on(t.userId).where(sql`${t.revokedAt} is null`),
    index("gdpr_tokens_expiry").on(t.expiresAt).where(sql`${t.revokedAt} is null`),
  ],
);

/** One archive of everything that is known about a person, made by a job; the file goes after 7 days. */
export const accountExports = pgTable(
  "account_exports",
  {
    id: text("id").primaryKey(),
    userId: person(),
    createdAt: moment("created_at").notNull(),
    readyAt: moment("ready_at"),
    expiresAt: moment("expires_at"),
    archive: bytea("archive"),
    bytes: integer("bytes"),
  },
  (t) => [index("account_exports_user").on(t.userId, t.createdAt)],
);

/**
 * C3: which kinds of pages a person opened, such as `/org/[id]/users`, of which org or project, how often, and when last.
 */
export const pageVisits = pgTable(
  "page_visits",
  {
    userId: person(),
    page: text("page").notNull(),
    /** The id of the org or project; 0 for pages of neither. */
    place: integer("place").notNull(),
    visits: integer("visits").notNull(),
    lastAt: moment("last_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.page, t.place] }),
    index("page_visits_recent").on(t.userId, t.lastAt),
    index("page_visits_last").on(t.lastAt),
  ],
);

/** C3: the network addresses a person came from. */
export const visitAddresses = pgTable(
  "visit_addresses",
  {
    userId: person(),
    ip: text("ip").notNull(),
    firstAt: moment("first_at").notNull(),
    lastAt: moment("last_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.ip] }), index("visit_addresses_last").on(t.lastAt)],
);
