import { noteExport } from "@/lib/audit/exports";
import { orgRoute } from "@/lib/auth/handlers";
import { now } from "@/lib/clock";
import { csvResponse } from "@/lib/csv";
import type { SearchParams } from "@/lib/pagination";
import { invitationColumns, invitationFile } from "./invitations";
import { memberColumns, memberFile } from "./members";

/** Download CSV: everybody whom the list has with its filter, or on the tab Invited everybody who is. */
export const GET = orgRoute("org.directory.view", async (actor, request) => {
  const params: SearchParams = {};
  for (const [name, value] of new URL(request.url).searchParams) params[name] = value;
  const at = now();
  const named = (what: string) => `${actor.org.name} ${what} ${at.toISOString().slice(0, 10)}.csv`;
  if (params.tab === "invited") {
    const { filter, rows } = invitationFile(actor, params, at);
    await noteExport(actor, "org.directory.view", "invitations", filter);
    return csvResponse(named("invited users"), invitationColumns, rows);
  }
  const { filter, rows } = await memberFile(actor, params);
  await noteExport(actor, "org.directory.view", "users", filter);
  return csvResponse(named("users"), memberColumns, rows);
});
