import type postgres from "postgres";
import { newId } from "@/lib/ids";
import { linkOf } from "./links";
import type { Person } from "./people";
import type { Site } from "./test";

/** Gives a person's account what its pages show: changes that wait, a phone, a token, exports, visits and sign-ins. */
export async function makeAccountLife(sql: postgres.Sql, site: Site, { id, email }: Person, mark: string) {
  const [change, notice] = [newId("emailChange"), newId("notice")];
  await sql`
    insert into email_changes (id, user_id, old_email, new_email, created_at, expires_at)
    values (${change}, ${id}, ${email}, ${`ada.new.${mark}@north.test`}, now(), now() + interval '20 hours')`;
  await sql`
    insert into security_notices (id, user_id, kind, email, ip, agent, created_at, expires_at)
    values (${notice}, ${id}, 'new_device', ${email}, '203.0.113.7', ${agents[1] ?? ""}, now(), now() + interval '30 days')`;
  await sql`update users set phone = '+4930901820', phone_verified_at = now() where id = ${id}`;
  await sql`
    insert into gdpr_tokens (id, user_id, token_hash, created_at, expires_at)
    values (${newId("gdprToken")}, ${id}, ${newId("gdprToken")}, now() - interval '3 days', now() + interval '362 days')`;
  await sql`
    insert into account_exports (id, user_id, created_at, ready_at, expires_at, archive, bytes)
    values (${newId("accountExport")}, ${id}, now(), null, null, null, null),
      (${newId("accountExport")}, ${id}, now() - interval '1 day', now() - interval '1 day', now() + interval '6 days', 'PK', 48123)`;
  await sql`
    insert into page_visits (user_id, page, place, visits, last_at)
    select ${id}, page, 0, n, now() - n * interval '1 hour'
    from unnest(array['/account', '/account/security', '/account/projects']) with ordinality as v(page, n)`;
  await sql`
    insert into visit_addresses (user_id, ip, first_at, last_at)
    values (${id}, '203.0.113.7', now() - interval '20 days', now()), (${id}, '2001:db8::7', now() - interval '3 days', now())`;
  return { emailChangeLink: linkOf(site, "email-change", change), notMeLink: linkOf(site, "not-me", notice) };
}

const agents = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
];
