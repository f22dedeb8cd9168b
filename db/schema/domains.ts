import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgs } from "./orgs";
import { connections } from "./sso";
import { users } from "./users";

/** An e-mail domain that an org claims. It counts once its TXT record was seen; a claim alone keeps nobody out. */
export const domains = pgTable(
  "domains",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    /** Canonical: lower case, IDNA. It means itself alone, no sub-domain. */
    domain: text("domain").notNull(),
    /** What the TXT record has to say, after its prefix. */
    token: text("token").notNull(),
    claimedAt: moment("claimed_at").notNull(),
    claimedBy: text("claimed_by").references(() => users.id, { onDelete: "set null" }),
    verifiedAt: moment("verified_at"),
    checkedAt: moment("checked_at"),
    /** Since when the record of a verified domain is gone; a week later it counts no more. */
    missingSince: moment("missing_since"),
    /** The connection that signs its people in. */
    connectionId: text("connection_id").references(() => connections.id, { onDelete: "set null" }),
  },
  (t) => [
    uniqueIndex("domains_of_org").on(t.orgId, t.domain),
    uniqueIndex("domains_verified").on(t.domain).where(sql`${t.verifiedAt} is not null`),
    index("domains_connection").on(t.connectionId),
    index("domains_due").on(t.checkedAt).where(sql`${t.verifiedAt} is not null`),
    check("domains_canonical", sql`${t.domain} = lower(${t.domain}) and ${t.domain} not like '%@%'`),
    check("domains_missing_verified", sql`${t.missingSince} is null or ${t.verifiedAt} is not null`),
  ],
);
