import { type AuditRow, listAuditAfter, newestAuditSeq } from "@/db/queries/audit";
import { noteExport } from "@/lib/audit/exports";
import { setParams } from "@/lib/audit/filter";
import { actorOf, type Names, objectOf, type Part, plainText } from "@/lib/audit/telling";
import { actionLabel, deedOf } from "@/lib/audit/words";
import type { OrgActor } from "@/lib/authz/actor";
import { inBatches } from "@/lib/csv";
import { readPlace } from "@/lib/pagination";
import { readLogView } from "./read-log";

const batchSize = 1000;

/** An entry as the files have it, with the names of today beside the ids. */
export type LogRecord = {
  number: number;
  time: Date;
  actor: { kind: string; id: string | null; name: string };
  action: string;
  label: string;
  text: string;
  object: { type: string; id: string; name: string };
  project: { id: number; name: string } | null;
  before: unknown;
  after: unknown;
  ip: string | null;
  agent: string | null;
  operation: string;
  request: string | null;
  id: string;
};

/**
 * Every entry that the address shows, in batches in its order. The download is written down first; that entry, and what
 * else happens while the file is read, is not in it.
 */
export async function logRecords(actor: OrgActor, address: string): Promise<AsyncIterable<LogRecord[]>> {
  const query = Object.fromEntries(new URL(address).searchParams);
  const { filter, params } = await readLogView(actor, query);
  const { dir } = readPlace(query, ["when"], { sort: "when", dir: "desc" });
  const newest = await newestAuditSeq(actor);
  await noteExport(actor, "org.audit.view", "audit_log", setParams(params));
  return records(actor, { ...filter, newest }, dir);
}

async function* records(actor: OrgActor, filter: Parameters<typeof listAuditAfter>[1], dir: "asc" | "desc") {
  let names: Names = new Map();
  const read = async (after: AuditRow | null) => {
    const place = { sort: "when", dir, page: 1, cursor: after ? after.place : null } as const;
    const batch = await listAuditAfter(actor, filter, place, batchSize);
    names = batch.names;
    return batch.rows;
  };
  for await (const rows of inBatches<AuditRow>(read)) yield rows.map((row) => recordOf(row, names));
}

function recordOf(row: AuditRow, names: Names): LogRecord {
  const said = (part: Part) => plainText([part], names);
  return {
    number: row.seq,
    time: row.at,
    actor: { kind: row.actorKind, id: row.actorId, name: said(actorOf(row)) },
    action: row.action,
    label: actionLabel(row.action),
    text: plainText(deedOf(row), names),
    object: { type: row.objectType, id: row.objectId, name: said(objectOf(row)) },
    project:
      row.projectId === null ? null : { id: row.projectId, name: said({ kind: "project", id: String(row.projectId) }) },
    before: row.before,
    after: row.after,
    ip: row.ip,
    agent: row.agent,
    operation: row.operationId,
    request: row.requestId,
    id: row.id,
  };
}
