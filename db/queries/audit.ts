import "server-only";
import { and, count, eq, gt, gte, inArray, isNotNull, lt, lte, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { auditChains, auditEntries as entries, members, users } from "@/db/schema";
import { personConcerned } from "@/db/schema/audit";
import type { AuditFilter } from "@/lib/audit/filter";
import type { AuditFacts, Names } from "@/lib/audit/telling";
import type { OrgActor } from "@/lib/authz/actor";
import { type Cursor, type ListPlace, writeCursor } from "@/lib/pagination";
import { namesIn } from "./audit-names";
import { ordered, pageClauses } from "./page";

export const auditSorts = ["when"] as const;
export type AuditSort = (typeof auditSorts)[number];

export type AuditRow = AuditFacts & {
  id: string;
  seq: number;
  at: Date;
  operationId: string;
  requestId: string | null;
  ip: string | null;
  agent: string | null;
  /** Where a page or batch after this entry begins. */
  place: Cursor;
  cursor: string;
};

/** How many entries each operation of a page wrote, where it is more than one. */
export type OperationSizes = ReadonlyMap<string, number>;

const shown = sql`id, seq, at, at::text as key, actor_kind as "actorKind", actor_id as "actorId", action,
  object_type as "objectType", object_id as "objectId", project_id as "projectId", before, after,
  operation_id as "operationId", request_id as "requestId", ip, agent`;
type Shown = Omit<AuditRow, "at" | "seq" | "cursor" | "place"> & { at: string; seq: string; key: string };

/**
 * One page of the org's audit log, newest first, with the names of everything it mentions and an exact total. Filters by
 * several actions or by a person read each part from its own index and merge them, so that the cost of a page does not
 * grow with the log.
 */
export async function searchAudit(
  actor: OrgActor,
  filter: AuditFilter,
  place: ListPlace<AuditSort>,
): Promise<{ rows: AuditRow[]; total: number; names: Names; operations: OperationSizes }> {
  const total = await countAudit(actor, filter);
  const rows = total === 0 ? [] : await readRows(actor, filter, place, total);
  const [names, operations] = await Promise.all([namesIn(actor, rows), operationSizes(actor, rows)]);
  return { rows, total, names, operations };
}

/** Entries after a place in the order of the log, for files. Without totals, so that a million are read at one pace. */
export async function listAuditAfter(
  actor: OrgActor,
  filter: AuditFilter,
  place: ListPlace<AuditSort>,
  limit: number,
): Promise<{ rows: AuditRow[]; names: Names }> {
  const rows = await readRows(actor, filter, place, Number.MAX_SAFE_INTEGER, limit);
  return { rows, names: await namesIn(actor, rows) };
}

/** The newest entries that a person of the org did or that are about them. */
export async function listAuditOfPerson(
  actor: OrgActor,
  userId: string,
  limit: number,
): Promise<{ rows: AuditRow[]; names: Names }> {
  const place = { sort: "when", dir: "desc", page: 1, cursor: null } as const;
  return listAuditAfter(actor, { person: userId }, place, limit);
}

async function readRows(
  actor: OrgActor,
  filter: AuditFilter,
  place: ListPlace<AuditSort>,
  total: number,
  most?: number,
): Promise<AuditRow[]> {
  const clauses = pageClauses(place, { by: sql`${entries.at}`, type: "timestamptz" }, sql`${entries.seq}`, total);
  const limit = most ?? clauses.limit;
  const ends = sql`order by ${clauses.orderBy} limit`;
  const parts = branchesOf(actor.org.id, filter).map(
    (where) =>
      sql`(select ${shown} from ${entries} where ${and(where, clauses.where)} ${ends} ${limit + clauses.offset})`,
  );
  // The merged parts bear the table's own name, so that they are put in order by the same words.
  const rows = await db().execute<Shown>(sql`
    select page.* from (
      select * from (${sql.join(parts, sql` union all `)}) as ${entries} ${ends} ${limit} offset ${clauses.offset}
    ) page order by ${ordered(sql`page.at`, sql`page.seq`, place.dir)}`);
  return rows.map(({ key, at, seq, ...row }) => ({
    ...row,
    at: new Date(at),
    seq: Number(seq),
    place: { side: "after", key, id: seq },
    cursor: writeCursor(key, seq),
  }));
}

/** Exact: the number of the chain's newest entry without a filter, a count from the filter's index with one. */
export async function countAudit(actor: OrgActor, filter: AuditFilter): Promise<number> {
  if (filter.nothing) return 0;
  if (Object.keys(filter).length === 0) return newestAuditSeq(actor);
  const counts = branchesOf(actor.org.id, filter).map((where) => sql`(select count(*) from ${entries} where ${where})`);
  const [row] = await db().execute<{ total: number }>(sql`select (${sql.join(counts, sql` + `)})::float8 as total`);
  return row?.total ?? 0;
}

/** The number of the newest entry. Entries are numbered without gaps, so it is how many there are. */
export async function newestAuditSeq(actor: OrgActor): Promise<number> {
  const chain = `org:${actor.org.id}`;
  const [head] = await db().select({ seq: auditChains.seq }).from(auditChains).where(eq(auditChains.chain, chain));
  return head?.seq ?? 0;
}

/** The filter as parts that exclude each other, each of which one index reads in the log's order. */
function branchesOf(orgId: number, filter: AuditFilter): (SQL | undefined)[] {
  const common = and(
    eq(entries.orgId, orgId),
    filter.nothing ? sql`false` : undefined,
    filter.project === undefined ? undefined : eq(entries.projectId, filter.project),
    filter.object && eq(entries.objectType, filter.object.type),
    filter.object && eq(entries.objectId, filter.object.id),
    filter.operation ? eq(entries.operationId, filter.operation) : undefined,
    filter.entry ? eq(entries.id, filter.entry) : undefined,
    filter.request ? eq(entries.requestId, filter.request) : undefined,
    filter.ip ? eq(entries.ip, filter.ip) : undefined,
    filter.from ? gte(entries.at, filter.from) : undefined,
    filter.until ? lt(entries.at, filter.until) : undefined,
    filter.newest === undefined ? undefined : lte(entries.seq, filter.newest),
    filter.objectId && eq(entries.objectId, filter.objectId.id),
  );
  const { person, actions, objectId } = filter;
  const ofActions = actions && inArray(entries.action, [...actions]);
  const ofTypes = objectId && inArray(entries.objectType, [...objectId.types]);
  if (person) {
    const did = and(eq(entries.actorId, person), isNotNull(entries.actorId));
    const concerns = sql`${personConcerned(entries)} = ${person} and ${entries.actorId} is distinct from ${person}`;
    return [did, concerns].map((part) => and(common, part, ofActions, ofTypes));
  }
  if (objectId) return objectId.types.map((type) => and(common, eq(entries.objectType, type), ofActions));
  return actions ? actions.map((action) => and(common, eq(entries.action, action))) : [common];
}

async function operationSizes(actor: OrgActor, rows: readonly AuditRow[]): Promise<OperationSizes> {
  const ids = [...new Set(rows.map((row) => row.operationId))];
  if (ids.length === 0) return new Map();
  const counted = await db()
    .select({ id: entries.operationId, size: count() })
    .from(entries)
    .where(and(eq(entries.orgId, actor.org.id), inArray(entries.operationId, ids)))
    .groupBy(entries.operationId)
    .having(gt(count(), 1));
  return new Map(counted.map(({ id, size }) => [id, size]));
}

export type PersonInLog = { id: string; name: string; email: string };

/**
 * The person of an id or an e-mail, if they are in the org or the log mentions them: somebody else's people stay
 * unknown here.
 */
export async function findPersonInLog(actor: OrgActor, idOrEmail: string): Promise<PersonInLog | null> {
  const orgId = actor.org.id;
  const [row] = await db()
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(
      and(
        idOrEmail.includes("@") ? eq(users.email, idOrEmail.toLowerCase()) : eq(users.id, idOrEmail),
        sql`(exists(select 1 from ${members} where ${members.orgId} = ${orgId} and ${members.userId} = ${users.id})
          or exists(select 1 from ${entries} where ${entries.orgId} = ${orgId} and ${entries.actorId} = ${users.id})
          or exists(select 1 from ${entries} where ${entries.orgId} = ${orgId} and ${personConcerned(entries)} = ${users.id}))`,
      ),
    );
  return row ?? null;
}
