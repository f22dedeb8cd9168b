import { exportTeams, type TeamExport } from "@/db/queries/teams";
import { noteExport } from "@/lib/audit/exports";
import { orgRoute } from "@/lib/auth/handlers";
import { projectRoleNames } from "@/lib/authz/roles";
import { csvResponse, inBatches } from "@/lib/csv";
import { readText } from "@/lib/pagination";

const header = ["Id", "Name", "Role", "Members", "Projects", "Project names", "Created", "Created by"] as const;

/** Every team that the list's search shows, by name, streamed. Who is in a team is downloaded on its page. */
export const GET = orgRoute("org.directory.view", async (actor, request) => {
  const q = readText(Object.fromEntries(new URL(request.url).searchParams), "q");
  await noteExport(actor, "org.directory.view", "teams", { q });
  async function* lines() {
    for await (const rows of inBatches<TeamExport>((after) => exportTeams(actor, { q }, after)))
      yield rows.map((row) => [
        row.id,
        row.name,
        projectRoleNames[row.role],
        row.members,
        row.projectCount,
        row.projects.join("; "),
        row.createdAt,
        row.createdBy ?? "Former user",
      ]);
  }
  return csvResponse(`${actor.org.name} teams.csv`, header, lines());
});
