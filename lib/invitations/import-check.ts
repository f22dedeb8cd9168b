import "server-only";
import type { Tx } from "@/db/client";
import { findByNames, type Gives } from "@/db/queries/imports";
import type { OrgActor } from "@/lib/authz/actor";
import { authorize } from "@/lib/authz/authorize";
import { mayGiveOrgRole, orgRoleNames } from "@/lib/authz/roles";
import { canonicalEmail } from "@/lib/email";
import { RuleBroken } from "@/lib/errors";
import { listOf } from "@/lib/format";
import { type CheckedRow, storeImport } from "@/lib/jobs/import-rows";
import { mutateOrg } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { type Cells, type Columns, cellsOf, readColumns, readNames, readOrgRole, readProjects } from "./csv/columns";
import { readTable, type TableRow } from "./csv/table";
import { templateExamples } from "./csv/template";
import { problemOfParts, readGivable } from "./parts";

/**
 * Checks an uploaded list row by row and keeps it, so that its page can show what each row will do. Nobody is invited
 * yet. Gives the import's id. Throws RuleBroken at `file` for what is no such list.
 */
export async function checkImport(actor: OrgActor, file: { name: string; bytes: Uint8Array }): Promise<string> {
  authorize(actor, "org.members.invite");
  await assertLimit("invitation.check", actor.user.id);
  const read = readTable(file.bytes);
  if (!read.ok) throw new RuleBroken("invalid", read.message, { field: "file" });
  const named = readColumns(read.table.header);
  if (!named.ok) throw new RuleBroken("invalid", named.message, { field: "file" });
  const { columns } = named;
  const rows = await mutateOrg(actor, "org.members.invite", ({ tx, actor: fresh }) =>
    checkRows(tx, fresh, read.table.rows, columns),
  );
  return storeImport({
    orgId: actor.org.id,
    startedBy: actor.user.id,
    fileName: nameOf(file.name),
    unused: columns.unused.slice(0, 20),
    rows,
  });
}

function nameOf(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
  return [...plain].slice(0, 120).join("") || "Uploaded list";
}

async function checkRows(tx: Tx, actor: OrgActor, rows: TableRow[], columns: Columns): Promise<CheckedRow[]> {
  const read = rows.map((row) => ({ row, cells: cellsOf(row, columns) }));
  const cells = read.flatMap(({ cells: each }) => each ?? []);
  const found = await findByNames(tx, actor.org.id, {
    teams: [...new Set(cells.flatMap((each) => readNames(each.teams)))],
    projects: [...new Set(cells.flatMap((each) => readProjects(each.projects).map(({ name }) => name)))],
  });
  const seen = new Map<string, number>();
  const checked = read.map(({ row, cells: each }) => checkRow(row, each, columns, found, seen));
  const givable = await readGivable(
    tx,
    actor,
    checked.flatMap(({ gives }) => gives ?? []),
  );
  return checked.map((row) => {
    if (!row.gives) return row;
    const note = mayGiveOrgRole(actor.role, row.gives.role)
      ? problemOfParts(actor, givable, row.gives)
      : `You are ${orgRoleNames[actor.role]} and cannot give the role ${orgRoleNames[row.gives.role]}.`;
    return note === null ? row : { ...row, gives: null, note };
  });
}

type Found = Awaited<ReturnType<typeof findByNames>>;

/** What is wrong with a row by itself; all of it, so that one look at the file is enough. */
function checkRow(
  row: TableRow,
  cells: Cells | null,
  { width }: Columns,
  found: Found,
  seen: Map<string, number>,
): CheckedRow {
  const typed = cells ?? { email: row.cells[0] ?? "", role: "", teams: "", projects: "" };
  const email = canonicalEmail(typed.email);
  const problems: string[] = [];
  if (!cells)
    problems.push(
      `This line has ${row.cells.length} cells, the first line names ${width}. Put quotation marks around a cell with a separator in it.`,
    );
  if (typed.email === "") problems.push("The e-mail is missing.");
  else if (email === null) problems.push(`“${typed.email.slice(0, 80)}” is not an e-mail address.`);
  else if (templateExamples.includes(email)) problems.push("This is the template’s example. Remove the line.");
  else if (seen.has(email)) problems.push(`The address stands in line ${seen.get(email)} already.`);
  if (email && !seen.has(email)) seen.set(email, row.line);
  const role = readOrgRole(typed.role);
  if (!role) problems.push(`“${typed.role.slice(0, 80)}” is no role. Use Owner, Admin, Billing admin or Member.`);
  const teams = readNames(typed.teams);
  const noTeams = teams.filter((name) => !found.teams.has(name));
  if (noTeams.length > 0) problems.push(`There is no team ${listOf(noTeams, 4)}.`);
  const projects = readProjects(typed.projects);
  const roleless = projects.filter((project) => !project.role);
  const noProjects = projects.filter((project) => project.role && !found.projects.has(project.name));
  if (roleless.length > 0) {
    const names = listOf(
      roleless.map(({ name }) => name),
      4,
    );
    problems.push(`Which project role on ${names}? Write Name:Analyst, or Owner, Admin, Consumer.`);
  }
  if (noProjects.length > 0)
    problems.push(
      `There is no project ${listOf(
        noProjects.map(({ name }) => name),
        4,
      )}.`,
    );
  const note = problems.length > 0 ? problems.join(" ") : null;
  return {
    line: row.line,
    email: (email ?? typed.email).slice(0, 254),
    cells: Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text.slice(0, 2000)])),
    gives: note === null && role ? givesOf(role, teams, projects, found) : null,
    note,
  };
}

/** Of a project named twice the last role counts. */
function givesOf(role: Gives["role"], teams: string[], projects: ReturnType<typeof readProjects>, found: Found): Gives {
  const roles = new Map(projects.map((project) => [found.projects.get(project.name), project.role]));
  return {
    role,
    projects: [...roles].flatMap(([id, projectRole]) => (id && projectRole ? { id, role: projectRole } : [])),
    teams: [...new Set(teams.flatMap((name) => found.teams.get(name) ?? []))],
  };
}
