import "server-only";
import type { TeamStep } from "@/db/queries/team-effect";
import { findTypedPeople, listPeople } from "@/db/queries/team-members";
import { memberIdsOfTeam } from "@/db/queries/team-selection";
import { findProjects, type TeamFacts } from "@/db/queries/teams";
import type { OrgActor } from "@/lib/authz/actor";
import { projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { readText, type SearchParams } from "@/lib/pagination";
import type { PickerOption } from "@/lib/pickers";
import { readSelection, selectionFields } from "@/lib/selection";
import type { TeamChangeKind } from "@/lib/teams/schemas";
import { many, readNames } from "../../../project-choice";

/** A change of a team as its page's address describes it, or what is missing in it. */
export type ReadStep = {
  kind: TeamChangeKind;
  step: TeamStep | null;
  /** "Add 3 people to Growth" */
  title: string;
  button: string;
  /** What the saving form sends on beside the team. */
  fields: { name: string; value: string }[];
  chosen: PickerOption[];
  typed: string;
  problem: string | null;
};

export async function readStep(
  actor: OrgActor,
  team: TeamFacts,
  kind: TeamChangeKind,
  query: SearchParams,
): Promise<ReadStep> {
  if (kind === "role") return readRole(team, query);
  if (kind === "remove-people") return readRemovedPeople(actor, team, query);
  if (kind === "add-people") return readAddedPeople(actor, team, query);
  return readProjects(actor, team, kind, query);
}

function readRole(team: TeamFacts, query: SearchParams): ReadStep {
  const role = projectRoles.find((one) => one === query.role);
  const same = role === team.role;
  return {
    ...nothing("role"),
    step: role && !same ? { kind: "role", teamId: team.id, role } : null,
    title: role ? `Make ${team.name} ${projectRoleNames[role]}` : `Change the role of ${team.name}`,
    button: `Change role${role ? ` to ${projectRoleNames[role]}` : ""}`,
    fields: role ? [{ name: "role", value: role }] : [],
    problem: same
      ? `${team.name} has the role ${projectRoleNames[team.role]} already.`
      : role
        ? null
        : "Choose a role.",
  };
}

async function readRemovedPeople(actor: OrgActor, team: TeamFacts, query: SearchParams): Promise<ReadStep> {
  const selection = readSelection(query);
  const q = readText(query, "q");
  const userIds = selection.all ? await memberIdsOfTeam(actor.org.id, team.id, q) : selection.ids;
  const what = countOf(userIds.length, "person", "people");
  return {
    ...nothing("remove-people"),
    step: userIds.length > 0 ? { kind: "remove-people", teamId: team.id, userIds } : null,
    title: `Take ${what} out of ${team.name}`,
    button: `Take ${what} out`,
    fields: selectionFields(selection, { q }),
    problem: userIds.length > 0 ? null : "Nobody is chosen. Tick people in the team’s list.",
  };
}

async function readAddedPeople(actor: OrgActor, team: TeamFacts, query: SearchParams): Promise<ReadStep> {
  const typed = many(query.typed).join("\n").slice(0, 10_000);
  const [picked, byHand] = await Promise.all([
    listPeople(actor, many(query.people).slice(0, 1000)),
    findTypedPeople(actor, typed),
  ]);
  const chosen = [...picked, ...byHand.found.filter((person) => !picked.some(({ id }) => id === person.id))];
  const what = countOf(chosen.length, "person", "people");
  const problem =
    byHand.unclear.length > 0
      ? `Nobody, or more than one, fits: ${byHand.unclear.join(", ")}. Give the e-mail address of somebody in ${actor.org.name}.`
      : chosen.length === 0
        ? "Nobody is chosen yet."
        : null;
  return {
    ...nothing("add-people"),
    step: problem ? null : { kind: "add-people", teamId: team.id, userIds: chosen.map(({ id }) => id) },
    title: chosen.length > 0 ? `Add ${what} to ${team.name}` : `Add people to ${team.name}`,
    button: `Add ${what}`,
    fields: chosen.map(({ id }) => ({ name: "ids", value: id })),
    chosen: picked,
    typed,
    problem,
  };
}

async function readProjects(
  actor: OrgActor,
  team: TeamFacts,
  kind: "add-projects" | "remove-projects",
  query: SearchParams,
): Promise<ReadStep> {
  const adds = kind === "add-projects";
  const names = adds ? readNames(query.typed) : [];
  const ids = many(adds ? query.projects : query.ids).slice(0, 1000);
  const found = await findProjects(actor, ids, names);
  const missing = names.filter((name) => !found.some(({ label }) => label.toLowerCase() === name.toLowerCase()));
  const what = countOf(found.length, "project");
  const problem =
    missing.length > 0
      ? `There is no project named ${missing.join(", ")}.`
      : found.length === 0
        ? "No project is chosen yet."
        : null;
  return {
    ...nothing(kind),
    step: problem ? null : { kind, teamId: team.id, projectIds: found.map(({ id }) => Number(id)) },
    title: adds ? `Add ${what} to ${team.name}` : `Take ${what} out of ${team.name}`,
    button: adds ? `Add ${what}` : `Take ${what} out`,
    fields: found.map(({ id }) => ({ name: "ids", value: id })),
    chosen: found.filter(({ id }) => ids.includes(id)),
    typed: names.join("\n"),
    problem,
  };
}

function nothing(kind: TeamChangeKind) {
  return { kind, step: null, fields: [], chosen: [], typed: "" };
}
