import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Check } from "@/lib/sso/answer";
import { encrypted, moment } from "./columns";
import { orgs } from "./orgs";
import { sessions } from "./sessions";
import { teams } from "./teams";
import { users } from "./users";

/** Which attributes of an answer say what; null where the usual names are looked for. */
export type AttributeMapping = {
  email: string | null;
  givenName: string | null;
  familyName: string | null;
  name: string | null;
  groups: string | null;
};

/** An org's set-up of an identity provider (S1). It signs people in from `optional` on. */
export const connections = pgTable(
  "connections",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    protocol: text("protocol", { enum: ["saml", "oidc"] }).notNull(),
    /** Whose words the guide uses. */
    provider: text("provider", { enum: ["okta", "entra", "google", "jumpcloud", "keycloak", "other"] }).notNull(),
    stage: text("stage", { enum: ["draft", "optional", "required"] })
      .notNull()
      .default("draft"),
    /** SAML: the provider's entity id; OpenID Connect: its issuer. */
    issuer: text("issuer"),
    signInUrl: text("sign_in_url"),
    signOutUrl: text("sign_out_url"),
    /** PEM, at most two: both count while one replaces the other. */
    certificates: text("certificates").array().notNull().default([]),
    /** Ours, where requests are signed. */
    signingKey: encrypted("signing_key"),
    signingCertificate: text("signing_certificate"),
    /** Whether answers count that nobody here asked for; then a page asks before anybody is signed in. */
    idpInitiated: boolean("idp_initiated").notNull().default(false),
    clientId: text("client_id"),
    clientSecret: encrypted("client_secret"),
    /** As typed by an admin: no provider says it. */
    secretExpiresAt: moment("secret_expires_at"),
    mapping: jsonb("mapping").$type<AttributeMapping>().notNull(),
    /** S4: whether people of its domains become members at their first sign-in. */
    createsMembers: boolean("creates_members").notNull().default(true),
    createdAt: moment("created_at").notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    /** Of what a test tries: tests before it count no more. */
    changedAt: moment("changed_at").notNull(),
    /** The last expiry that was mailed of, as `kind:moment:days`. */
    expiryTold: text("expiry_told"),
  },
  (t) => [
    index("connections_org").on(t.orgId),
    check("connections_two_certificates", sql`cardinality(${t.certificates}) <= 2`),
  ],
);

/** A group of the provider whose people are in a team (S4). */
export const connectionTeams = pgTable(
  "connection_teams",
  {
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    group: text("group_name").notNull(),
    teamId: text("team_id")
      .notNull()
      .references(() => teams.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.group, t.teamId] }), index("connection_teams_team").on(t.teamId)],
);

/** What is kept of an answer: enough to go on with, and to explain it. */
export type KeptAnswer = {
  issuer: string;
  subject: string;
  subjectFormat: string | null;
  sessionIndex: string | null;
  attributes: Record<string, string[]>;
  authenticatedAt: string | null;
  amr: string[];
  decoded: string;
};

/**
 * One way to an identity provider and back, kept for 30 days as the log of its connection. It is bound to the browser
 * that began it; nonce and code verifier are derived from its id, so that nothing here is a secret.
 */
export const ssoAttempts = pgTable(
  "sso_attempts",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: ["sign_in", "test", "confirm"] }).notNull(),
    /** SHA-256 of what the provider gives back: OAuth state or SAML RelayState. */
    stateHash: text("state_hash").notNull(),
    /** Null where the provider began: then the browser is bound when the person says to go on. */
    browserHash: text("browser_hash"),
    /** Who tests or confirms; for a sign-in the account it ended in. */
    userId: text("user_id").references(() => users.id, { onDelete: "set null" }),
    sessionId: text("session_id"),
    returnTo: text("return_to").notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    answeredAt: moment("answered_at"),
    usedAt: moment("used_at"),
    outcome: text("outcome", { enum: ["answered", "refused"] }),
    /** The check that failed. */
    failed: text("failed"),
    checks: jsonb("checks").$type<Check[]>().notNull().default([]),
    answer: jsonb("answer").$type<KeptAnswer>(),
    /** The address it asserted. */
    email: text("email"),
    ip: text("ip"),
  },
  (t) => [
    uniqueIndex("sso_attempts_state").on(t.stateHash),
    index("sso_attempts_log").on(t.connectionId, t.createdAt, t.id),
    index("sso_attempts_created").on(t.createdAt),
    index("sso_attempts_user").on(t.userId),
  ],
);

/** Assertions that were used, until they would be refused for their age. */
export const samlAssertions = pgTable(
  "saml_assertions",
  {
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    assertionId: text("assertion_id").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.assertionId] }), index("saml_assertions_expiry").on(t.expiresAt)],
);

/** Who a provider's subject is here. Never an e-mail; not confirmed before the account's owner agreed by mail (S4). */
export const ssoIdentities = pgTable(
  "sso_identities",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull(),
    confirmedAt: moment("confirmed_at"),
    /** A newer mail ends the links before. */
    linkVersion: integer("link_version").notNull().default(1),
    linkExpiresAt: moment("link_expires_at"),
    lastSignInAt: moment("last_sign_in_at"),
  },
  (t) => [
    uniqueIndex("sso_identities_subject").on(t.connectionId, t.issuer, t.subject),
    index("sso_identities_user").on(t.userId),
  ],
);

/** What a session was shown by an org's own identity provider: it opens that org alone (S2). */
export const sessionProofs = pgTable(
  "session_proofs",
  {
    sessionId: text("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    provedAt: moment("proved_at").notNull(),
    amr: text("amr").array().notNull(),
    /** What a logout names. */
    subject: text("subject").notNull(),
    subjectFormat: text("subject_format"),
    sessionIndex: text("session_index"),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.connectionId] }),
    index("session_proofs_subject").on(t.connectionId, t.subject),
  ],
);
