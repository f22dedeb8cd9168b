import { index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { users } from "./users";

export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    /** SHA-256 of the cookie; the cookie itself is stored nowhere. */
    tokenHash: text("token_hash").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** How the person proved who they are, as in `lib/two-factor/factors.ts`. */
    methods: text("methods").array().notNull(),
    /** The longest time without use so far: an org whose limit is shorter asks for a new sign-in. */
    longestIdleSeconds: integer("longest_idle_seconds").notNull().default(0),
    createdAt: moment("created_at").notNull(),
    lastSeenAt: moment("last_seen_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    /** The last confirmation (15 minutes, not sliding). */
    confirmedAt: moment("confirmed_at"),
    ip: text("ip"),
    agent: text("agent"),
    endedAt: moment("ended_at"),
    endedBy: text("ended_by"),
  },
  (t) => [uniqueIndex("sessions_token_hash_key").on(t.tokenHash), index("sessions_user").on(t.userId, t.lastSeenAt)],
);

/** A one-time proof of a finished sign-in, bound to the browser's pre-login cookie; redeemed for a session. */
export const signInTickets = pgTable("sign_in_tickets", {
  ticketHash: text("ticket_hash").primaryKey(),
  browserHash: text("browser_hash").notNull(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  methods: text("methods").array().notNull(),
  /** The answer of an identity provider that it rests on (`sso_attempts`). */
  attemptId: text("attempt_id"),
  createdAt: moment("created_at").notNull(),
  expiresAt: moment("expires_at").notNull(),
  usedAt: moment("used_at"),
});

/** A sign-in that waits for its second factor. It opens nothing: it is no session, and only its browser goes on with it. */
export const halfSignIns = pgTable(
  "half_sign_ins",
  {
    id: text("id").primaryKey(),
    /** SHA-256 of the cookie. */
    tokenHash: text("token_hash").notNull(),
    browserHash: text("browser_hash").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What was proven so far. */
    methods: text("methods").array().notNull(),
    returnTo: text("return_to").notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    usedAt: moment("used_at"),
  },
  (t) => [uniqueIndex("half_sign_ins_token").on(t.tokenHash), index("half_sign_ins_user").on(t.userId)],
);

/** Browsers in which an account has signed in before: guessing elsewhere cannot lock these out. */
export const knownBrowsers = pgTable(
  "known_browsers",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    browserHash: text("browser_hash").notNull(),
    /**
     * When a sign-in was first finished there: such a browser may say of a later change that it was somebody else's.
     * Null where only a mailed link made it known.
     */
    knownSince: moment("known_since"),
    seenAt: moment("seen_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.browserHash] })],
);

/** Failed passwords in a row. `key` is a keyed hash of the e-mail, alone or with the address it came from. */
export const signInFailures = pgTable("sign_in_failures", {
  key: text("key").primaryKey(),
  failures: integer("failures").notNull(),
  lastFailureAt: moment("last_failure_at").notNull(),
  blockedUntil: moment("blocked_until"),
});

/** A mailed link that makes one browser known to an account after too many failures. */
export const browserLinks = pgTable("browser_links", {
  id: text("id").primaryKey(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  createdAt: moment("created_at").notNull(),
  expiresAt: moment("expires_at").notNull(),
  usedAt: moment("used_at"),
});
