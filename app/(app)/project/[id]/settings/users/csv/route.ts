import { getAllUsersRole, type ProjectUserRow, readProjectUsersForExport } from "@/db/queries/project-users";
import { noteProjectExport } from "@/lib/audit/exports";
import { projectRoute } from "@/lib/auth/handlers";
import { can } from "@/lib/authz/authorize";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { type Cell, csvResponse, inBatches } from "@/lib/csv";
import {
  grantSourceNames,
  projectUserParams,
  projectUserSorts,
  readProjectUserFilter,
} from "@/lib/members/project-users";
import { readPlace } from "@/lib/pagination";

const batch = 2000;
const columns = ["Name", "E-mail", "Organization role", "Role", "How granted", "Until (UTC)", "Given by", "Counts"];

/** Download CSV: every grant that the list has with its filter, in its order. */
export const GET = projectRoute("project.members.manage", async (actor, request) => {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  const filter = readProjectUserFilter(params);
  const order = readPlace(params, projectUserSorts, { sort: "name", dir: "asc" });
  await noteProjectExport(actor, "project.members.manage", "project_users", projectUserParams(filter));
  const scope = { actor, filter, allUsersRole: await getAllUsersRole(actor.project.id) };
  const batches = inBatches<ProjectUserRow>((after) => readProjectUsersForExport(scope, order, after, batch));
  async function* rows(): AsyncGenerator<Cell[][]> {
    for await (const grants of batches) yield grants.map((grant) => cellsOf(grant, can(actor, "org.directory.view")));
  }
  const name = `${actor.project.name} users ${now().toISOString().slice(0, 10)}.csv`;
  return csvResponse(name, columns, rows());
});

/** `directory`: whether roles in the organization are the viewer's to know, beyond those that give the project. */
function cellsOf(row: ProjectUserRow, directory: boolean): Cell[] {
  const how = row.source === "team" ? `Team ${row.teamName}` : grantSourceNames[row.source];
  return [
    row.name,
    row.email,
    directory || row.source === "organization" ? orgRoleNames[row.orgRole] : "",
    projectRoleNames[row.role],
    how,
    row.endsAt,
    row.givenBy,
    row.wins ? "Yes" : "No",
  ];
}
