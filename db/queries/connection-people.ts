import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { pageSize } from "@/lib/pagination";
import { type ListPage, pageByNumber } from "./page";

/** The people a connection is about: members of its org with an address in a domain that points to it. */

const theirDomain = sql`exists (select 1 from domains d where d.org_id = m.org_id and d.verified_at is not null
  and d.connection_id = c.id and d.domain = split_part(m.email, '@', 2))`;
const linked = sql`exists (select 1 from sso_identities i
  where i.connection_id = c.id and i.user_id = m.user_id and i.confirmed_at is not null)`;
const hasOwnWay = sql`(u.password_hash is not null or exists (select 1 from passkeys p where p.user_id = u.id))`;
/** S3: owners and admins keep their password where a second factor guards it. */
const keeps = sql`(m.role in ('owner', 'admin') and ${hasOwnWay} and u.two_factor_enrolled_at is not null)`;

export const connectionPeopleKinds = ["unlinked", "keeps", "no_way_in"] as const;
/**
 * `unlinked`: locked out when single sign-on is required, unless the provider knows them. `keeps`: may go on with a
 * password. `no_way_in`: have no other way in when the connection goes.
 */
export type ConnectionPeopleKind = (typeof connectionPeopleKinds)[number];

const kinds: Record<ConnectionPeopleKind, SQL> = {
  unlinked: sql`${theirDomain} and not ${linked} and not ${keeps}`,
  keeps: sql`${theirDomain} and ${keeps}`,
  no_way_in: sql`(${theirDomain} or ${linked}) and not ${hasOwnWay}`,
};

const from = sql`from connections c join members m on m.org_id = c.org_id join users u on u.id = m.user_id`;

export type ConnectionPerson = { userId: string; name: string; email: string; role: OrgRole };

/** A page of them, by name, and how many there are. */
export function listConnectionPeople(
  { org }: OrgActor,
  connectionId: string,
  kind: ConnectionPeopleKind,
  page: ListPage,
): Promise<{ rows: ConnectionPerson[]; total: number }> {
  const where = sql`where c.id = ${connectionId} and c.org_id = ${org.id} and ${kinds[kind]}`;
  return pageByNumber(page, async (offset) => {
    const [rows, [count]] = await Promise.all([
      db().execute<ConnectionPerson>(sql`
        select m.user_id as "userId", m.name, m.email, m.role ${from} ${where}
        order by lower(m.name), m.user_id limit ${pageSize} offset ${offset}`),
      db().execute<{ total: number }>(sql`select count(*)::int as total ${from} ${where}`),
    ]);
    return { rows: [...rows], total: count?.total ?? 0 };
  });
}

export type ConnectionCounts = Record<ConnectionPeopleKind | "people", number>;

/** How many of each kind, and in all. */
export async function countConnectionPeople({ org }: OrgActor, connectionId: string): Promise<ConnectionCounts> {
  const [row] = await db().execute<ConnectionCounts>(sql`
    select count(*) filter (where ${theirDomain})::int as people,
      count(*) filter (where ${kinds.unlinked})::int as unlinked,
      count(*) filter (where ${kinds.keeps})::int as keeps,
      count(*) filter (where ${kinds.no_way_in})::int as no_way_in
    ${from} where c.id = ${connectionId} and c.org_id = ${org.id}`);
  return row ?? { people: 0, unlinked: 0, keeps: 0, no_way_in: 0 };
}

/** Ids of those who have no other way in, of one domain where it is named. */
export async function listNoWayIn(
  connectionId: string,
  domain: string | undefined,
  where: Tx | Database = db(),
): Promise<string[]> {
  const ofDomain = domain === undefined ? sql`true` : sql`split_part(m.email, '@', 2) = ${domain}`;
  const rows = await where.execute<{ id: string }>(
    sql`select m.user_id as id ${from} where c.id = ${connectionId} and ${kinds.no_way_in} and ${ofDomain}
      order by m.user_id`,
  );
  return rows.map(({ id }) => id);
}

/** How many owners and admins of the org could come in with a password or passkey and a second factor. */
export async function countWaysBack(orgId: number, where: Tx | Database = db()): Promise<number> {
  const [row] = await where.execute<{ n: number }>(sql`
    select count(*)::int as n from members m join users u on u.id = m.user_id where m.org_id = ${orgId} and ${keeps}`);
  return row?.n ?? 0;
}
