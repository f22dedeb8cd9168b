import { pickEvents } from "@/db/queries/event-names";
import { projectRoute } from "@/lib/auth/handlers";
import { readPicker } from "@/lib/pagination";
import { pickerAnswer } from "@/lib/pickers";

/** What a picker of events offers for `q`. */
export const GET = projectRoute("project.reports.edit", async ({ project }, request) =>
  Response.json(pickerAnswer(await pickEvents(project.id, readPicker(request.url).q)), {
    headers: { "Cache-Control": "no-store" },
  }),
);
