import { pickPeople } from "@/db/queries/pickers";
import { orgRoute } from "@/lib/auth/handlers";
import { readPicker } from "@/lib/pagination";
import { pickerAnswer } from "@/lib/pickers";

/** What a picker of people offers for `q`. */
export const GET = orgRoute("org.directory.view", async (actor, request) =>
  Response.json(pickerAnswer(await pickPeople(actor, readPicker(request.url))), {
    headers: { "Cache-Control": "no-store" },
  }),
);
