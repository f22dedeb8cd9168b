import "server-only";
import { and, eq, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import { connections, domains, orgs, users } from "@/db/schema";
import { planHas } from "@/lib/billing/plans";

/** What the domain of an e-mail says about how its people sign in (A2, S3). */
export type SsoOfDomain = { orgId: number; connectionId: string; name: string; stage: "optional" | "required" };

/** The same for every address of a domain, with an account or without. Null where nothing but a password is asked for. */
export async function ssoOfEmail(email: string): Promise<SsoOfDomain | null> {
  const domain = email.slice(email.indexOf("@") + 1);
  const [row] = await db()
    .select({
      orgId: connections.orgId,
      connectionId: connections.id,
      name: connections.name,
      stage: connections.stage,
      plan: orgs.plan,
    })
    .from(domains)
    .innerJoin(connections, and(eq(connections.id, domains.connectionId), ne(connections.stage, "draft")))
    .innerJoin(orgs, and(eq(orgs.id, domains.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(domains.domain, domain), isNotNull(domains.verifiedAt)));
  if (!row || row.stage === "draft" || !planHas(row.plan, "sso")) return null;
  const { orgId, connectionId, name, stage } = row;
  return { orgId, connectionId, name, stage };
}

/** Whether an org of this person's requires single sign-on of the domain of their address. The query has the `users` row. */
function isRequired(more: SQL = sql`true`): SQL<boolean> {
  return sql<boolean>`exists (select 1 from members m
    join orgs o on o.id = m.org_id and o.deleted_at is null
    join domains d on d.org_id = o.id and d.verified_at is not null and d.domain = split_part(users.email, '@', 2)
    join connections c on c.id = d.connection_id and c.stage = 'required'
    where m.user_id = users.id and ${more})`;
}

/**
 * S3: whether this person has to come in through single sign-on. Not so for owners and admins with a second factor,
 * who have the way back in; for whoever is in another org, too, which wants their own proof; and where the org asks for
 * a factor of theirs beside single sign-on. The query has the `users` row.
 */
export const isBoundToSso: SQL<boolean> = isRequired(
  sql`o.sso_is_two_factor and not (m.role in ('owner', 'admin') and users.two_factor_enrolled_at is not null)
    and not exists (select 1 from members e join orgs eo on eo.id = e.org_id and eo.deleted_at is null
      where e.user_id = users.id and e.org_id <> m.org_id)`,
);

export async function mustUseSso(userId: string, from: Tx | Database = db()): Promise<boolean> {
  const [row] = await from.select({ bound: isBoundToSso }).from(users).where(eq(users.id, userId));
  return row?.bound ?? false;
}

/** Whether an org of theirs requires single sign-on of the address they have: it is the provider's to change. */
export async function isAddressOfSso(userId: string, from: Tx | Database = db()): Promise<boolean> {
  const [row] = await from.select({ required: isRequired() }).from(users).where(eq(users.id, userId));
  return row?.required ?? false;
}
