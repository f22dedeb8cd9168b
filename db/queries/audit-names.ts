import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type AuditFacts, type Names, nameKey, type RefKind } from "@/lib/audit/telling";
import { refsOf } from "@/lib/audit/words";
import type { OrgActor } from "@/lib/authz/actor";

/**
 * The names of today of everything that entries mention, in one query. A person is named from their account, and not at
 * all once it is erased. A team or project that is gone, or went to another org, has the last name that the log knows.
 */
export async function namesIn(actor: OrgActor, facts: readonly AuditFacts[]): Promise<Names> {
  const ids = new Map<RefKind, Set<string>>();
  for (const ref of facts.flatMap(refsOf)) ids.set(ref.kind, (ids.get(ref.kind) ?? new Set()).add(ref.id));
  const names = new Map([[nameKey({ kind: "org", id: String(actor.org.id) }), actor.org.name]]);
  const of = (kind: RefKind) => JSON.stringify([...(ids.get(kind) ?? [])]);
  const asked = (["user", "team", "project", "invitation", "invoice", "billing_email"] as const).filter((kind) =>
    ids.has(kind),
  );
  if (asked.length === 0) return names;
  const orgId = actor.org.id;
  const lastName = sql`select coalesce(e.after ->> 'name', e.before ->> 'name') as name from audit_entries e
    where e.org_id = ${orgId} and e.object_id = i.id and coalesce(e.after ->> 'name', e.before ->> 'name') is not null`;
  const queries = {
    user: sql`select 'user' as kind, u.id, u.name from users u
      where u.id in (select jsonb_array_elements_text(${of("user")}::jsonb))`,
    team: sql`select 'team', i.id, coalesce(t.name, (${lastName} and e.object_type = 'team' order by e.at desc, e.seq desc limit 1))
      from jsonb_array_elements_text(${of("team")}::jsonb) i(id) left join teams t on t.id = i.id and t.org_id = ${orgId}`,
    project: sql`select 'project', i.id, coalesce(p.name, (${lastName} and e.object_type = 'project' order by e.at desc, e.seq desc limit 1))
      from jsonb_array_elements_text(${of("project")}::jsonb) i(id) left join projects p on p.id = i.id::int and p.org_id = ${orgId}`,
    invitation: sql`select 'invitation', i.id, i.email from invitations i
      where i.org_id = ${orgId} and i.id in (select jsonb_array_elements_text(${of("invitation")}::jsonb))`,
    invoice: sql`select 'invoice', i.id, 'invoice ' || i.number from invoices i
      where i.org_id = ${orgId} and i.id in (select jsonb_array_elements_text(${of("invoice")}::jsonb))`,
    billing_email: sql`select 'billing_email', b.id, b.email from billing_emails b
      where b.org_id = ${orgId} and b.id in (select jsonb_array_elements_text(${of("billing_email")}::jsonb))`,
  };
  const rows = await db().execute<{ kind: RefKind; id: string; name: string | null }>(
    sql.join(
      asked.map((kind) => queries[kind]),
      sql` union all `,
    ),
  );
  for (const { name, ...ref } of rows) if (name !== null) names.set(nameKey(ref), name);
  return names;
}
