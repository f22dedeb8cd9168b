import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { auditEntries as entries, members, users } from "@/db/schema";
import { personConcerned } from "@/db/schema/audit";
import { type AuditFacts, type Names, nameKey, type RefKind } from "@/lib/audit/telling";
import type { OrgActor } from "@/lib/authz/actor";
import { type MemberFacts, memberFacts } from "./members";

export type HistoryEntry = AuditFacts & { id: string; at: Date };
type Told = {
  entries: (AuditFacts & { id: string; at: string })[];
  names: { kind: RefKind; id: string; name: string }[];
};

/** A member with the newest entries of the log that they did or that are about them, and the names in these. One query. */
export async function getMemberWithHistory(
  actor: OrgActor,
  userId: string,
  { at, idleSince, limit }: { at: Date; idleSince: Date; limit: number },
): Promise<{ member: MemberFacts; history: HistoryEntry[]; names: Names } | null> {
  const [row] = await db()
    .select({ ...memberFacts(at, idleSince), told: toldOf(actor.org.id, userId, limit) })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, actor.org.id), eq(members.userId, userId)));
  if (!row) return null;
  const { told, ...member } = row;
  const names = new Map(told.names.map(({ kind, id, name }) => [nameKey({ kind, id }), name]));
  names.set(nameKey({ kind: "org", id: String(actor.org.id) }), actor.org.name);
  return { member, history: told.entries.map((entry) => ({ ...entry, at: new Date(entry.at) })), names };
}

/** Each side from its own index; ids anywhere in these few entries are looked up by what they look like. */
function toldOf(orgId: number, userId: string, limit: number): SQL<Told> {
  const concerned = personConcerned(entries);
  const newest = (where: SQL) => sql`(select * from ${entries} where ${entries.orgId} = ${orgId} and ${where}
    order by ${entries.at} desc, ${entries.seq} desc limit ${limit})`;
  return sql<Told>`(
    with told as materialized (
      select * from (
        ${newest(sql`${entries.actorId} = ${userId} and ${entries.actorId} is not null`)} union all
        ${newest(sql`${concerned} = ${userId} and ${entries.actorId} is distinct from ${userId}`)}
      ) as both_sides order by at desc, seq desc limit ${limit}
    ), mentioned as materialized (
      select distinct found[1] as id from told,
        regexp_matches(concat_ws(' ', actor_id, object_id, project_id, before::text, after::text),
          '((?:usr|team|inv)_[0-9a-z]+|[1-9][0-9]{8})', 'g') as found
    )
    select json_build_object(
      'entries', coalesce((select json_agg(json_build_object('id', id, 'at', at, 'action', action, 'actorKind', actor_kind,
        'actorId', actor_id, 'objectType', object_type, 'objectId', object_id, 'projectId', project_id, 'before', before,
        'after', after) order by at desc, seq desc) from told), '[]'),
      'names', coalesce((select json_agg(n) from (
        select 'user' as kind, u.id, u.name from users u where u.id in (select id from mentioned)
        union all select 'team', t.id, t.name from teams t where t.org_id = ${orgId} and t.id in (select id from mentioned)
        union all select 'project', p.id::text, p.name from projects p
          where p.org_id = ${orgId} and p.id::text in (select id from mentioned)
        union all select 'invitation', i.id, i.email from invitations i
          where i.org_id = ${orgId} and i.id in (select id from mentioned)
      ) n), '[]')))`;
}
