import { type Endpoint, ingest } from "@/lib/events/ingest";

export type Sending = { search?: string; method?: string; headers?: Record<string, string>; raw?: Uint8Array };

/** Puts records on the SDK wire, as JSON unless `raw` says otherwise, and gives the answer with its text. */
export async function sendRecords(endpoint: Endpoint, records: unknown, sending: Sending = {}) {
  const { search = "", method = "POST", headers = {}, raw } = sending;
  const bytes = raw ?? Buffer.from(JSON.stringify(records));
  async function* body() {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  const answer = await ingest(endpoint, { method, search, header: (name) => headers[name], body: body() });
  return { ...answer, text: answer.body.toString() };
}
