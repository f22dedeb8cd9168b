import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";

/**
 * The inventory of personal data: every table that holds something about the person of an account, what of it an export
 * contains, and what becomes of it when the account is deleted. A test reads the database's own catalogue and fails when
 * a table is missing here; another exports, erases and then searches every table for the name and the address.
 *
 * `erased`: `deleted` the rows go; `tombstone` the row stays without what names the person; `reference` it names them by
 * id alone, so the tombstone covers it; `membership` it goes with the place in the org.
 */
export type Person = {
  id: string;
  name: string;
  /** The address of the account, then those it had before. */
  emails: string[];
  phones: string[];
};

type PersonalTable = {
  /** What a reader of the export calls it. */
  what: string;
  /** Rows for the export, with the columns it shows; null where nothing of it is the person's own to take along. */
  exported: ((person: Person) => SQL) | null;
  erased: "deleted" | "tombstone" | "reference" | "membership";
  /** How; none for rows that go by membership or hold a reference. */
  erase?: (person: Person, now: Date) => SQL;
};

const byUser = (table: string, columns: string) => (person: Person) =>
  sql`select ${sql.raw(columns)} from ${sql.raw(table)} where user_id = ${person.id} order by 1`;
const byEmail = (table: string, columns: string) => (person: Person) =>
  sql`select ${sql.raw(columns)} from ${sql.raw(table)} where email = any(${textArray(person.emails)}) order by 1`;
const gone = (table: string) => (person: Person) => sql`delete from ${sql.raw(table)} where user_id = ${person.id}`;
const goneByEmail = (table: string) => (person: Person) =>
  sql`delete from ${sql.raw(table)} where email = any(${textArray(person.emails)})`;

const toThem = ({ emails, phones }: Person) => sql`recipient = any(${textArray([...emails, ...phones])})`;

const reference: PersonalTable = { what: "who did it", exported: null, erased: "reference" };
function own(what: string, table: string, columns: string): PersonalTable {
  return { what, exported: byUser(table, columns), erased: "deleted", erase: gone(table) };
}
function ofMembership(what: string, table: string, columns: string): PersonalTable {
  return { what, exported: byUser(table, columns), erased: "membership" };
}

/** What stands where a name stood. */
const tombstoneName = "Deleted user";

export function tombstoneEmail(userId: string): string {
  return `${userId}@deleted.invalid`;
}

export const personalTables: Record<string, PersonalTable> = {
  users: {
    what: "account",
    exported: ({ id }) => sql`
      select id, name, email, phone, phone_verified_at, timezone, timezone_fixed, locale, usage_recorded, usage_used,
        password_changed_at, email_proven_at, two_factor_enrolled_at, deletion_due_at, created_at
      from users where id = ${id}`,
    erased: "tombstone",
    erase: ({ id }, now) => sql`
      update users set name = ${tombstoneName}, email = ${tombstoneEmail(id)}, password_hash = null, phone = null,
        phone_verified_at = null, timezone = null, timezone_fixed = false, locale = null, two_factor_enrolled_at = null,
        last_factor = null,        usage_recorded = false, usage_used = false, deletion_due_at = null, deleted_at = ${now.toISOString()}
      where id = ${id}`,
  },
  members: ofMembership("organizations", "members", "org_id, role, joined_at, last_active_at"),
  team_members: ofMembership("teams", "team_members", "org_id, team_id, added_at"),
  project_grants: ofMembership("project grants", "project_grants", "org_id, project_id, role, given_at, ends_at"),
  access_requests: ofMembership(
    "requests for access",
    "access_requests",
    "asked_at, org_id, project_id, reason, outcome, answered_at",
  ),
  alerts: ofMembership(
    "alerts",
    "alerts",
    "created_at, org_id, project_id, report_id, kind, hour, weekday, timezone, threshold, channel, phone, last_sent_at",
  ),
  sessions: own("sessions", "sessions", "created_at, last_seen_at, expires_at, ended_at, methods, ip, agent"),
  sign_in_tickets: { what: "sign-ins half done", exported: null, erased: "deleted", erase: gone("sign_in_tickets") },
  half_sign_ins: { what: "sign-ins half done", exported: null, erased: "deleted", erase: gone("half_sign_ins") },
  second_factors: own("second factors", "second_factors", "confirmed_at, kind, last_used_at"),
  passkeys: own("passkeys", "passkeys", "created_at, name, last_used_at, backed_up"),
  passkey_challenges: {
    what: "passkeys being asked",
    exported: null,
    erased: "deleted",
    erase: gone("passkey_challenges"),
  },
  recovery_codes: own("recovery codes", "recovery_codes", "created_at"),
  text_codes: own("sign-in codes by text message", "text_codes", "created_at, expires_at"),
  trusted_devices: own("trusted devices", "trusted_devices", "created_at, last_used_at, expires_at, ip, agent"),
  known_browsers: own("known browsers", "known_browsers", "seen_at"),
  browser_links: own("links for a browser", "browser_links", "created_at, expires_at, used_at"),
  password_resets: own("links for a password", "password_resets", "created_at, expires_at, used_at"),
  email_codes: own("codes by e-mail", "email_codes", "created_at, expires_at"),
  email_changes: own(
    "changes of e-mail",
    "email_changes",
    "created_at, old_email, new_email, confirmed_at, cancelled_at, undone_at",
  ),
  phone_codes: own("codes by text message", "phone_codes", "created_at, phone"),
  security_notices: own("security notices", "security_notices", "created_at, kind, email, ip, agent, refused_at"),
  gdpr_tokens: own("GDPR tokens", "gdpr_tokens", "created_at, expires_at, last_used_at, revoked_at"),
  account_exports: own("exports", "account_exports", "created_at, ready_at, expires_at, bytes"),
  page_visits: own("pages visited", "page_visits", "last_at, page, place, visits"),
  visit_addresses: own("addresses", "visit_addresses", "first_at, last_at, ip"),
  session_proofs: {
    what: "sessions shown by an identity provider",
    exported: ({ id }) => sql`
      select p.proved_at, p.org_id, p.connection_id, p.subject, p.amr from session_proofs p
      join sessions s on s.id = p.session_id where s.user_id = ${id} order by 1`,
    erased: "deleted",
    erase: ({ id }) =>
      sql`delete from session_proofs where session_id in (select s.id from sessions s where s.user_id = ${id})`,
  },
  directory_users: {
    what: "what a directory says",
    exported: byUser("directory_users", "created_at, org_id, user_name, external_id, active, attributes"),
    erased: "deleted",
    erase: gone("directory_users"),
  },
  sso_identities: own(
    "accounts at identity providers",
    "sso_identities",
    "created_at, connection_id, issuer, subject, confirmed_at, last_sign_in_at",
  ),
  sso_attempts: {
    what: "sign-ins through identity providers",
    exported: ({ id, emails }) => sql`
      select created_at, connection_id, purpose, email, outcome, failed, answer, ip from sso_attempts
      where user_id = ${id} or email = any(${textArray(emails)}) order by 1`,
    erased: "deleted",
    erase: ({ id, emails }) => sql`delete from sso_attempts where user_id = ${id} or email = any(${textArray(emails)})`,
  },
  sign_ups: {
    what: "sign-ups",
    exported: byEmail("sign_ups", "created_at, name, org_name, timezone, used_at"),
    erased: "deleted",
    erase: goneByEmail("sign_ups"),
  },
  invitations: {
    what: "invitations",
    exported: byEmail("invitations", "sent_at, org_id, role, expires_at, accepted_at, declined_at, revoked_at"),
    erased: "tombstone",
    erase: ({ id, emails }) => sql`
      update invitations set email = ${tombstoneEmail(id)},
        revoked_at = case when accepted_at is null and declined_at is null then coalesce(revoked_at, now()) else revoked_at end
      where email = any(${textArray(emails)})`,
  },
  import_rows: {
    what: "rows of uploaded lists",
    exported: byEmail("import_rows", "import_id, line, cells"),
    erased: "tombstone",
    erase: ({ id, emails }) => sql`
      update import_rows set email = ${tombstoneEmail(id)}, cells = '[]' where lower(email) = any(${textArray(emails)})`,
  },
  billing_emails: {
    what: "billing e-mails",
    exported: byEmail("billing_emails", "org_id, confirmed_at"),
    erased: "deleted",
    erase: goneByEmail("billing_emails"),
  },
  outbox_messages: {
    what: "messages kept for the outbox",
    exported: (person) =>
      sql`select created_at, kind, subject, text from outbox_messages where ${toThem(person)} order by 1`,
    erased: "deleted",
    // To others, too, where they are about the person: an outbox is of a machine on which nothing is sent.
    erase: (person) => sql`
      delete from outbox_messages where ${toThem(person)} or position(${person.name} in text) > 0
        or exists (select 1 from unnest(${textArray(person.emails)}) email where position(email in text) > 0)`,
  },
  audit_entries: {
    what: "what you did, and what was done about you",
    exported: ({ id }) => sql`
      select at, action, object_type, object_id, org_id, project_id, ip, agent from audit_entries
      where actor_id = ${id} or object_id = ${id} order by at, chain, seq`,
    erased: "reference",
  },
  audit_chains: reference,
  domains: reference,
  connections: reference,
  directory_tokens: reference,
  privacy_requests: reference,
  service_accounts: reference,
  service_account_projects: reference,
  service_account_teams: reference,
  invitation_projects: reference,
  invitation_teams: reference,
  message_channels: reference,
  orgs: reference,
  billing_details: reference,
  planned_downgrades: reference,
  plan_changes: reference,
  previous_keys: reference,
  progress: reference,
  project_resets: reference,
  project_transfers: reference,
  projects: reference,
  reports: reference,
  team_projects: reference,
  teams: reference,
};

/** Whom the inventory is about: every address and number that the account has or had. */
export async function personOf(tx: Pick<Tx, "execute">, id: string): Promise<Person | null> {
  const [row] = await tx.execute<{ name: string; email: string; before: string[]; phones: string[] }>(sql`
    select name, email,
      array(select distinct c.old_email from email_changes c
        where c.user_id = u.id and c.confirmed_at is not null and c.old_email <> u.email) as before,
      array_remove(array[phone, (select c.phone from phone_codes c where c.user_id = u.id)], null) as phones
    from users u where id = ${id}`);
  return row ? { id, name: row.name, emails: [row.email, ...row.before], phones: row.phones } : null;
}

/** Erases everything the inventory says, inside the caller's transaction. Memberships went before. */
export async function erasePerson(tx: Pick<Tx, "execute">, person: Person, now: Date): Promise<void> {
  for (const { erase } of Object.values(personalTables)) if (erase) await tx.execute(erase(person, now));
}

export type ExportedTable = { table: string; what: string; rows: Record<string, unknown>[] };

/** Everything an export contains, table by table. */
export async function readPerson(tx: Pick<Tx, "execute">, person: Person): Promise<ExportedTable[]> {
  const found: ExportedTable[] = [];
  for (const [table, { what, exported }] of Object.entries(personalTables)) {
    if (exported) found.push({ table, what, rows: [...(await tx.execute(exported(person)))] });
  }
  return found;
}
