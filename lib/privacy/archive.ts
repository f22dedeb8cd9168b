import "server-only";
import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { privacyRequestIds, type privacyRequests } from "@/db/schema";
import { now } from "@/lib/clock";
import {
  idsOfPerson,
  type PersonEvent,
  type PersonProfile,
  personEvents,
  personProfiles,
} from "@/lib/events/person-data";
import { listDatasets } from "@/lib/projects/datasets";
import { ccpaDays } from "./kinds";

/** What a retrieval gives: JSON a line for programs, and a summary for people. */

type Request = typeof privacyRequests.$inferSelect;
type Files = {
  stream: (name: string, content: ReadableStream<Uint8Array>) => Promise<unknown>;
  text: (name: string, content: string) => Promise<unknown>;
};
type Counts = { events: number; profiles: number; aliases: number };
type Seen = {
  events: Map<string, number>;
  properties: Set<string>;
  sources: Map<string, number>;
  first: string;
  last: string;
};

const dayMs = 24 * 3600 * 1000;

/** Writes the files one after the other and says what they hold. */
export async function writeArchive(database: Database, request: Request, files: Files): Promise<Counts> {
  const datasets = await listDatasets(database, request.projectId);
  const asked = await database
    .select({ id: privacyRequestIds.distinctId })
    .from(privacyRequestIds)
    .where(eq(privacyRequestIds.requestId, request.id))
    .orderBy(privacyRequestIds.n);
  const people = [];
  for (const { id } of asked) people.push({ id, ids: await idsOfPerson(database, datasets, id) });
  const ids = [...new Set(people.flatMap((person) => person.ids))];
  const since = request.regulation === "CCPA" ? new Date(now().getTime() - ccpaDays * dayMs) : null;
  const profiles = await personProfiles(database, datasets, ids);
  const seen: Seen = { events: new Map(), properties: new Set(), sources: new Map(), first: "", last: "" };
  const wholeData = request.disclosure === "Data";
  const batches = personEvents(database, datasets, ids, since);
  if (wholeData) {
    await files.stream("events.jsonl", lines(batches, seen));
    await files.text("profiles.jsonl", profiles.map((profile) => `${JSON.stringify(profile)}\n`).join(""));
    await files.text("aliases.jsonl", people.map((person) => `${JSON.stringify(person)}\n`).join(""));
  } else {
    for await (const batch of batches) note(batch, seen);
  }
  await files.text("summary.txt", summaryOf(request, { people: people.length, profiles, seen, since, wholeData }));
  const events = [...seen.events.values()].reduce((sum, n) => sum + n, 0);
  return { events, profiles: profiles.length, aliases: ids.length - people.length };
}

function lines(batches: AsyncGenerator<PersonEvent[]>, seen: Seen): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await batches.next();
      if (done) return controller.close();
      note(value, seen);
      controller.enqueue(Buffer.from(value.map((event) => `${JSON.stringify(event)}\n`).join("")));
    },
  });
}

function note(batch: readonly PersonEvent[], seen: Seen): void {
  for (const { event, time, properties } of batch) {
    seen.events.set(event, (seen.events.get(event) ?? 0) + 1);
    for (const name of Object.keys(properties)) seen.properties.add(name);
    const source = typeof properties.mp_lib === "string" ? properties.mp_lib : "not said";
    seen.sources.set(source, (seen.sources.get(source) ?? 0) + 1);
    if (seen.first === "" || time < seen.first) seen.first = time;
    if (time > seen.last) seen.last = time;
  }
}

type Summary = {
  people: number;
  profiles: readonly PersonProfile[];
  seen: Seen;
  since: Date | null;
  wholeData: boolean;
};

function summaryOf(request: Request, { people, profiles, seen, since, wholeData }: Summary): string {
  const total = [...seen.events.values()].reduce((sum, n) => sum + n, 0);
  const counted = (counts: Map<string, number>) =>
    [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `  ${name}: ${n}`);
  const profileNames = [...new Set(profiles.flatMap(({ properties }) => Object.keys(properties)))].sort();
  return [
    `Request ${request.id}, under the ${request.regulation}, made ${request.requestedAt.toISOString()}.`,
    `What project ${request.projectId} holds about ${people === 1 ? "one person" : `${people} people`}, as of ${now().toISOString()}${since ? `, since ${since.toISOString()}` : ""}.`,
    "",
    `${total} events${total > 0 ? `, from ${seen.first} to ${seen.last}` : ""}; ${profiles.length} profiles.`,
    "",
    ...(request.disclosure === "Sources"
      ? ["Where they came from, by the library that sent them:", ...counted(seen.sources)]
      : ["Kinds of events:", ...counted(seen.events)]),
    "",
    ...(request.disclosure === "Sources"
      ? []
      : [
          "Properties of events:",
          ...[...seen.properties].sort().map((name) => `  ${name}`),
          "",
          "Properties of profiles:",
          ...profileNames.map((name) => `  ${name}`),
          "",
        ]),
    ...(wholeData
      ? [
          "events.jsonl holds every event, one JSON object a line: its name, distinct id, time, properties, and when it arrived.",
          "profiles.jsonl holds every profile. aliases.jsonl says which ids belong to each person that was asked for.",
          "",
        ]
      : []),
  ].join("\r\n");
}
