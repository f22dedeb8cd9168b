import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** A person's account, global, keyed by canonical e-mail. */
export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** Argon2id over the password, then a keyed step; null where the person has none. */
    passwordHash: text("password_hash"),
    passwordChangedAt: moment("password_changed_at"),
    /** When this person proved the address; null reaches only `limitedToOrgId`. */
    emailProvenAt: moment("email_proven_at"),
    limitedToOrgId: integer("limited_to_org_id"),
    timezone: text("timezone"),
    /** Whether times are shown in `timezone` on every device, or each device shows its own. */
    timezoneFixed: boolean("timezone_fixed").notNull().default(false),
    /** The language dates are written in, as BCP 47; null for English as in the United States. */
    locale: text("locale"),
    /** E.164, for codes by text message; nothing but its own code goes there before it is verified. */
    phone: text("phone"),
    phoneVerifiedAt: moment("phone_verified_at"),
    /** C3: whether what this person opens is written down, and whether what was is used for them. */
    usageRecorded: boolean("usage_recorded").notNull().default(true),
    usageUsed: boolean("usage_used").notNull().default(true),
    /** The person asked to delete the account; until then they may change their mind. */
    deletionDueAt: moment("deletion_due_at"),
    /** From here on name and e-mail are a tombstone. */
    deletedAt: moment("deleted_at"),
    /** Since when a second factor is asked for; null while none is enrolled. */
    twoFactorEnrolledAt: moment("two_factor_enrolled_at"),
    /** The kind of factor used last, offered first at the next sign-in. */
    lastFactor: text("last_factor"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("users_email_key").on(t.email),
    index("users_two_factor").on(t.id).where(sql`${t.twoFactorEnrolledAt} is not null`),
    index("users_deletion_due").on(t.deletionDueAt).where(sql`${t.deletionDueAt} is not null`),
    check("users_phone_e164", sql`${t.phone} ~ '^\\+[1-9][0-9]{6,14}$'`),
    check("users_phone_verified", sql`${t.phoneVerifiedAt} is null or ${t.phone} is not null`),
    check("users_email_canonical", sql`${t.email} = lower(${t.email}) and ${t.email} = btrim(${t.email})`),
    check("users_unproven_is_limited", sql`${t.emailProvenAt} is not null or ${t.limitedToOrgId} is not null`),
  ],
);

/** Somebody who signed up and has not proved the address yet. The account does not exist before. */
export const signUps = pgTable(
  "sign_ups",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    orgName: text("org_name").notNull(),
    passwordHash: text("password_hash").notNull(),
    /** Hash of the cookie of the browser that signed up: elsewhere the password is asked for. */
    browserHash: text("browser_hash").notNull(),
    timezone: text("timezone"),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    usedAt: moment("used_at"),
  },
  (t) => [index("sign_ups_email").on(t.email)],
);

export const passwordResets = pgTable(
  "password_resets",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    usedAt: moment("used_at"),
  },
  (t) => [index("password_resets_user").on(t.userId)],
);

/** A mailed code that proves the address of an account made through a copied invitation link. */
export const emailCodes = pgTable("email_codes", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  codeHash: text("code_hash").notNull(),
  failures: integer("failures").notNull().default(0),
  createdAt: moment("created_at").notNull(),
  expiresAt: moment("expires_at").notNull(),
});
