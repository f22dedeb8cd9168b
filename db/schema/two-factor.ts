import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, encrypted, moment } from "./columns";
import { users } from "./users";

const person = () =>
  text("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** An authenticator app, or text messages to the account's phone. Of each kind one counts and one may be waiting. */
export const secondFactors = pgTable(
  "second_factors",
  {
    id: text("id").primaryKey(),
    userId: person(),
    /** `totp` or `text`. */
    kind: text("kind").notNull(),
    /** Encrypted base32 of 160 bits; texts have none. */
    secret: encrypted("secret"),
    createdAt: moment("created_at").notNull(),
    /** Null until its first code was typed: it proves nothing before. */
    confirmedAt: moment("confirmed_at"),
    /** The 30-second step of the last code taken; that one and earlier ones are used up. */
    lastStep: integer("last_step"),
    lastUsedAt: moment("last_used_at"),
  },
  (t) => [
    uniqueIndex("second_factors_one").on(t.userId, t.kind).where(sql`${t.confirmedAt} is not null`),
    uniqueIndex("second_factors_waiting").on(t.userId, t.kind).where(sql`${t.confirmedAt} is null`),
    check(
      "second_factors_kind",
      sql`(${t.kind} = 'totp' and ${t.secret} is not null) or (${t.kind} = 'text' and ${t.secret} is null)`,
    ),
  ],
);

/** A WebAuthn credential (Web Authentication Level 3). */
export const passkeys = pgTable(
  "passkeys",
  {
    id: text("id").primaryKey(),
    userId: person(),
    name: text("name").notNull(),
    /** base64url, unique among all accounts. */
    credentialId: text("credential_id").notNull(),
    /** COSE key. */
    publicKey: bytea("public_key").notNull(),
    /** Signature counter; 0 where the authenticator keeps none. */
    counter: bigint("counter", { mode: "number" }).notNull(),
    transports: text("transports").array().notNull(),
    /** Whether it may be copied to other devices of the person, and whether it was. */
    backupEligible: boolean("backup_eligible").notNull(),
    backedUp: boolean("backed_up").notNull(),
    createdAt: moment("created_at").notNull(),
    lastUsedAt: moment("last_used_at"),
  },
  (t) => [uniqueIndex("passkeys_credential").on(t.credentialId), index("passkeys_user").on(t.userId, t.createdAt)],
);

/** A challenge that one ceremony answers once: bound to its purpose, its browser, and whoever asked. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    challengeHash: text("challenge_hash").primaryKey(),
    /** `register`, `sign_in`, `second_factor` or `confirm`. */
    purpose: text("purpose").notNull(),
    browserHash: text("browser_hash").notNull(),
    /** Null for a sign-in: whoever holds the passkey says who they are. */
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (t) => [index("passkey_challenges_expiry").on(t.expiresAt)],
);

/** One row a code that was not used yet. All of one person's have the same salt. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    userId: person(),
    codeHash: text("code_hash").notNull(),
    salt: text("salt").notNull(),
    createdAt: moment("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
);

/** The latest texted code of one sign-in or session; a code of another proves nothing. */
export const textCodes = pgTable(
  "text_codes",
  {
    /** The id of the half sign-in or of the session. */
    attempt: text("attempt").primaryKey(),
    userId: person(),
    /** Null until the job has texted one. */
    codeHash: text("code_hash"),
    /** Wrong tries, however many codes were texted. */
    failures: integer("failures").notNull().default(0),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (t) => [index("text_codes_user").on(t.userId)],
);

/** A browser in which the second factor is not asked for until it runs out. */
export const trustedDevices = pgTable(
  "trusted_devices",
  {
    id: text("id").primaryKey(),
    userId: person(),
    /** SHA-256 of the cookie. */
    tokenHash: text("token_hash").notNull(),
    agent: text("agent"),
    ip: text("ip"),
    createdAt: moment("created_at").notNull(),
    lastUsedAt: moment("last_used_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (t) => [uniqueIndex("trusted_devices_token").on(t.userId, t.tokenHash)],
);
