import { type OrgRole, orgRoles, type ProjectRole, projectRoles } from "@/lib/authz/roles";
import type { TableRow } from "./table";

/** What the columns of an uploaded list are called, and what stands in their cells. Pure. */

export const columns = ["email", "role", "teams", "projects"] as const;
export type Column = (typeof columns)[number];
export type Columns = { places: Partial<Record<Column, number>>; width: number; unused: string[] };

/** Names in their barest form: letters only, lower case. */
const synonyms: Record<Column, readonly string[]> = {
  email: ["email", "emails", "mail", "emailaddress", "mailaddress", "address", "useremail"],
  role: ["role", "orgrole", "organizationrole", "organisationrole", "userrole"],
  teams: ["team", "teams", "teamname", "teamnames"],
  projects: ["project", "projects", "projectrole", "projectroles", "projectaccess"],
};

/** Which column is which. A sentence where no e-mail is among them, or one is there twice. */
export function readColumns(
  header: readonly string[],
): { ok: true; columns: Columns } | { ok: false; message: string } {
  const places: Columns["places"] = {};
  const unused: string[] = [];
  for (const [place, name] of header.entries()) {
    const bare = name
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}]/gu, "");
    const column = columns.find((each) => synonyms[each].includes(bare));
    if (!column) {
      if (name) unused.push(name.slice(0, 40));
    } else if (places[column] !== undefined) {
      const first = header[places[column]];
      return { ok: false, message: `The columns ${first} and ${name} mean the same. Remove one of them.` };
    } else places[column] = place;
  }
  if (places.email === undefined) {
    const message = header.some((cell) => cell.includes("@"))
      ? "The first line holds an address. Put a line above it that names the columns: email, role, teams, projects."
      : `None of the columns is called “email”. The first line names the columns: email, role, teams, projects.`;
    return { ok: false, message };
  }
  return { ok: true, columns: { places, width: header.length, unused } };
}

export type Cells = Record<Column, string>;

/** The cells of a row by column; those that are missing at its end are empty. Null for a row with too many. */
export function cellsOf({ cells }: TableRow, { places, width }: Columns): Cells | null {
  if (cells.slice(width).some((cell) => cell !== "")) return null;
  const at = (column: Column) => (places[column] === undefined ? "" : (cells[places[column]] ?? ""));
  return { email: at("email"), role: at("role"), teams: at("teams"), projects: at("projects") };
}

/** "Billing admin", "billing_admin", "" (Member); null for what is no role. */
export function readOrgRole(cell: string): OrgRole | null {
  const bare = cell.toLowerCase().replace(/[\s_-]+/g, "_");
  return bare === "" ? "member" : (orgRoles.find((role) => role === bare) ?? null);
}

/** "Growth | Data" */
export function readNames(cell: string): string[] {
  return [...new Set(cell.split("|").map((name) => name.replace(/\s+/g, " ").trim()))].filter((name) => name !== "");
}

export type NamedProject = { name: string; role: ProjectRole | null };

/** "Web app:Analyst | Checkout:Admin"; a role that is missing or none is null. A name may have colons itself. */
export function readProjects(cell: string): NamedProject[] {
  return readNames(cell).map((text) => {
    const colon = text.lastIndexOf(":");
    const tail = text
      .slice(colon + 1)
      .trim()
      .toLowerCase();
    const role = colon < 0 ? undefined : projectRoles.find((name) => name === tail);
    return role ? { name: text.slice(0, colon).trim(), role } : { name: text, role: null };
  });
}
