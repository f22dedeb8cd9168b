import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { sendRecords } from "@/lib/testing/send-records";
import type { Endpoint } from "./ingest";

/** Whatever is sent: an answer of the wire, never a fault, and what is acknowledged is stored in whole. */

let project: EventProject;

beforeAll(async () => {
  project = await makeEventProject();
});

const statuses = [200, 400, 401, 413];
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
  fc.string({ unit: "binary", maxLength: 400 }).map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(`data=${encodeURIComponent(text)}`)),
  fc.base64String({ maxLength: 400 }).map((text) => Buffer.from(`data=${text}`)),
  fc.json().map((text) => gzipSync(text)),
);

describe("[E1] [SEC-K] any bytes", () => {
  test.each<Endpoint>(["track", "engage", "groups", "import"])("to /%s", async (endpoint) => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), fc.boolean(), async (raw, gzip, strict) => {
        const headers = {
          ...(gzip && { "content-encoding": "gzip" }),
          authorization: `Basic ${Buffer.from(`${project.token}:`).toString("base64")}`,
        };
        const answer = await sendRecords(endpoint, null, { raw, headers, search: strict ? "?strict=1" : "?verbose=1" });
        answers += 1;
        expect(statuses).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
    expect(answers).toBe(300);
  });

  test("among good events: what is acknowledged is every good one, and no other", async () => {
    const anything = fc.oneof(fc.anything({ maxDepth: 3 }), fc.constant({ event: "x", properties: {} }));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 5 }), fc.nat(5), async (junk, good) => {
        run += 1;
        const records = [
          ...junk,
          ...Array.from({ length: good }, (_, n) => ({
            event: "Good",
            properties: {
              token: project.token,
              distinct_id: `run ${run}`,
              time: Date.now() / 1000,
              $insert_id: `r${run}-${n}`,
            },
          })),
        ];
        let raw: Buffer;
        try {
          raw = Buffer.from(JSON.stringify(records) ?? "");
        } catch {
          return; // JSON has no word for it.
        }
        const answer = await sendRecords("track", null, { raw, search: "?verbose=1" });
        expect(JSON.parse(answer.text).status).toBe(good > 0 ? 1 : 0);
        const [stored] = await rawSql()`
          select count(*)::int as n from events where dataset_id = ${project.datasetId} and distinct_id = ${`run ${run}`}`;
        expect(stored?.n).toBe(good);
      }),
      { numRuns: 150 },
    );
    expect(run).toBeGreaterThan(100);
  });
});
