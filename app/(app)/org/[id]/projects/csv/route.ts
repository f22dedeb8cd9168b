import { listProjectRecords, type ProjectRecord } from "@/db/queries/projects";
import { noteExport } from "@/lib/audit/exports";
import { orgRoute } from "@/lib/auth/handlers";
import { now } from "@/lib/clock";
import { csvResponse, inBatches } from "@/lib/csv";
import { billingPeriodOf } from "@/lib/usage/period";
import { readProjectFilter } from "../list-filter";

const header = [
  "Id",
  "Name",
  "Timezone",
  "Teams",
  "Created by",
  "Created",
  "Events this billing period",
  "Profiles",
] as const;

/** Every project that the list's filter shows, by name, streamed. */
export const GET = orgRoute("org.directory.view", async (actor, request) => {
  const filter = readProjectFilter(Object.fromEntries(new URL(request.url).searchParams));
  const period = billingPeriodOf(now());
  await noteExport(actor, "org.directory.view", "projects", filter);
  async function* lines() {
    for await (const rows of inBatches<ProjectRecord>((after) => listProjectRecords(actor, filter, period, after)))
      yield rows.map((row) => [
        row.id,
        row.name,
        row.timezone,
        row.teams.join("; "),
        row.createdBy ?? "Former user",
        row.createdAt,
        row.events,
        row.profiles,
      ]);
  }
  return csvResponse(`${actor.org.name} projects.csv`, header, lines());
});
