import { createHash } from "node:crypto";
import type postgres from "postgres";
import { newId, newSecret } from "@/lib/ids";
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
  const halfToken = newSecret();
  const passkeyId = newId("passkey");
  await makeFactors(sql, id, passkeyId);
  await sql`
    insert into half_sign_ins (id, token_hash, browser_hash, user_id, methods, return_to, created_at, expires_at)
    values (${newId("halfSignIn")}, ${hashOf(halfToken)}, ${hashOf(halfToken)}, ${id}, '{password}', '/', now(), now() + interval '1 day')`;
  return {
    halfToken,
    passkeyId,
    emailChangeLink: linkOf(site, "email-change", change),
    notMeLink: linkOf(site, "not-me", notice),
  };
}

/** A passkey, an app, text messages, two recovery codes and two trusted devices. */
async function makeFactors(sql: postgres.Sql, userId: string, passkeyId: string): Promise<void> {
  await sql`update users set two_factor_enrolled_at = now() - interval '40 days' where id = ${userId}`;
  await sql`
    insert into passkeys (id, user_id, name, credential_id, public_key, counter, transports, backup_eligible, backed_up, created_at, last_used_at)
    values (${passkeyId}, ${userId}, 'Laptop', ${newId("passkey")}, 'key', 0, '{internal}', true, true, now() - interval '40 days', now() - interval '2 hours')`;
  await sql`
    insert into second_factors (id, user_id, kind, secret, created_at, confirmed_at, last_used_at)
    values (${newId("secondFactor")}, ${userId}, 'totp', 'v1.none', now() - interval '9 days', now() - interval '9 days', null),
      (${newId("secondFactor")}, ${userId}, 'text', null, now() - interval '3 days', now() - interval '3 days', now())`;
  await sql`
    insert into recovery_codes (user_id, code_hash, salt, created_at)
    select ${userId}, 'hash ' || n, 'salt', now() - interval '40 days' from generate_series(1, 2) n`;
  await sql`
    insert into trusted_devices (id, user_id, token_hash, agent, ip, created_at, last_used_at, expires_at)
    select ${newId("trustedDevice")} || n, ${userId}, 'token ' || n, agent, '203.0.113.7', now() - n * interval '3 days', now(), now() + interval '27 days'
    from unnest(${agents}::text[]) with ordinality as given(agent, n)`;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

const agents = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
];
