import { orgRoute } from "@/lib/auth/handlers";
import { fileResponse } from "@/lib/csv";
import { logRecords } from "../log-file";

/** What the log's filters show, a JSON object a line, streamed. */
export const GET = orgRoute("org.audit.view", async (actor, request) => {
  const batches = await logRecords(actor, request.url);
  async function* lines() {
    for await (const batch of batches) yield `${batch.map((entry) => JSON.stringify(entry)).join("\n")}\n`;
  }
  return fileResponse(`${actor.org.name} audit log.ndjson`, "application/x-ndjson; charset=utf-8", lines());
});
