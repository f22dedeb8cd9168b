import { exportTeamMembers } from "@/db/queries/team-members";
import { getTeam } from "@/db/queries/teams";
import { noteExport } from "@/lib/audit/exports";
import { orgRoute } from "@/lib/auth/handlers";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { csvResponse, inBatches } from "@/lib/csv";
import { NotFound } from "@/lib/errors";
import { readText } from "@/lib/pagination";

const header = ["Name", "E-mail", "Organization role", "Role in the team", "Added"] as const;
type Row = Awaited<ReturnType<typeof exportTeamMembers>>[number];

/** Everyone in the team whom the search on its page shows, by name, streamed. */
export const GET = orgRoute("org.directory.view", async (actor, request, { params }) => {
  const team = await getTeam(actor, String((await params).teamId));
  if (!team) throw new NotFound("team");
  const q = readText(Object.fromEntries(new URL(request.url).searchParams), "q");
  await noteExport(actor, "org.directory.view", "team_members", { team: team.id, q });
  async function* lines() {
    for await (const rows of inBatches<Row>((after) => exportTeamMembers(actor, String(team?.id), q, after)))
      yield rows.map((row) => [
        row.name,
        row.email,
        orgRoleNames[row.role],
        team && projectRoleNames[team.role],
        row.addedAt,
      ]);
  }
  return csvResponse(`${actor.org.name} ${team.name}.csv`, header, lines());
});
