import { orgRoute } from "@/lib/auth/handlers";
import { csvResponse } from "@/lib/csv";
import { type LogRecord, logRecords } from "../log-file";

const header = [
  "Number",
  "Time",
  "Who",
  "Who (id)",
  "Who (kind)",
  "Event",
  "Action",
  "What",
  "Object type",
  "Object id",
  "Object",
  "Project id",
  "Project",
  "Before",
  "After",
  "IP address",
  "Browser",
  "Operation",
  "Request",
  "Entry",
] as const;

/** What the log's filters show, streamed. */
export const GET = orgRoute("org.audit.view", async (actor, request) => {
  const batches = await logRecords(actor, request.url);
  async function* lines() {
    for await (const batch of batches) yield batch.map(line);
  }
  return csvResponse(`${actor.org.name} audit log.csv`, header, lines());
});

function line(entry: LogRecord) {
  return [
    entry.number,
    entry.time,
    entry.actor.name,
    entry.actor.id,
    entry.actor.kind,
    entry.label,
    entry.action,
    entry.text,
    entry.object.type,
    entry.object.id,
    entry.object.name,
    entry.project?.id,
    entry.project?.name,
    entry.before === null ? null : JSON.stringify(entry.before),
    entry.after === null ? null : JSON.stringify(entry.after),
    entry.ip,
    entry.agent,
    entry.operation,
    entry.request,
    entry.id,
  ];
}
