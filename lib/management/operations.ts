import "server-only";
import type * as z from "zod/mini";
import type { ServiceActor } from "@/lib/auth/service-access";
import {
  aboutMe,
  accountsOf,
  accountsOn,
  addToProjects,
  deleteAccount,
  makeAccount,
  oneAccount,
  removeFromProjects,
} from "./accounts";
import {
  addUsersToProjects,
  makeProjects,
  makeTeams,
  projectsOf,
  removeProjects,
  removeTeams,
  removeUsers,
  teamsOf,
  twoFactorOf,
  updateTeam,
  updateTwoFactor,
  usersOf,
} from "./directory";
import { answers, bodies } from "./schemas";

/** The one table of the management API: it routes the requests, and the OpenAPI document is drawn from it. */

export type Params = { org: string; id: string };

export type Operation = {
  method: "GET" | "POST" | "DELETE";
  /** `{org}` is the account's own organization; `{id}` what the operation says. */
  path: string;
  name: string;
  summary: string;
  status: 200 | 201;
  answer: z.ZodMiniType;
  body?: z.ZodMiniType;
  /** Gives `results`, or nothing. */
  run: (actor: ServiceActor, params: Params, body: never) => Promise<unknown>;
};

function operation<Schema extends z.ZodMiniType>(
  given: Omit<Operation, "run" | "body" | "status"> & {
    status?: 201;
    body?: Schema;
    run: (actor: ServiceActor, params: Params, body: z.infer<Schema>) => Promise<unknown>;
  },
): Operation {
  return { status: 200, ...given } as Operation;
}

const org = "/organizations/{org}";

export const operations: readonly Operation[] = [
  operation({
    method: "GET",
    path: `${org}/service-accounts`,
    name: "listServiceAccounts",
    summary: "All service accounts that were not revoked.",
    answer: answers.serviceAccounts,
    run: accountsOf,
  }),
  operation({
    method: "POST",
    path: `${org}/service-accounts`,
    name: "createServiceAccount",
    summary:
      "Makes a service account; `token` is its secret, in this answer alone. With owner or admin it is that in the organization, with analyst or consumer a Member who has that role on the projects named.",
    status: 201,
    answer: answers.newServiceAccount,
    body: bodies.createServiceAccount,
    run: (actor, _, body) => makeAccount(actor, body),
  }),
  operation({
    method: "GET",
    path: `${org}/service-accounts/{id}`,
    name: "getServiceAccount",
    summary: "One service account.",
    answer: answers.serviceAccount,
    run: (actor, { id }) => oneAccount(actor, numberOf(id)),
  }),
  operation({
    method: "DELETE",
    path: `${org}/service-accounts/{id}`,
    name: "revokeServiceAccount",
    summary: "Revokes it: from then on it opens nothing.",
    answer: answers.ok,
    run: (actor, { id }) => deleteAccount(actor, numberOf(id)),
  }),
  operation({
    method: "POST",
    path: `${org}/service-accounts/add-to-project`,
    name: "addServiceAccountsToProjects",
    summary: "Gives each account each role on its project.",
    answer: answers.ok,
    body: bodies.addToProject,
    run: (actor, _, body) => addToProjects(actor, body),
  }),
  operation({
    method: "POST",
    path: `${org}/service-accounts/remove-from-project`,
    name: "removeServiceAccountsFromProjects",
    summary: "Takes accounts off projects; what teams give them stays.",
    answer: answers.ok,
    body: bodies.removeFromProject,
    run: (actor, _, body) => removeFromProjects(actor, body),
  }),
  operation({
    method: "GET",
    path: "/projects/{id}/service-accounts",
    name: "listServiceAccountsOfProject",
    summary: "Accounts that reach the project, each with its highest role there and where that comes from.",
    answer: answers.projectServiceAccounts,
    run: (actor, { id }) => accountsOn(actor, numberOf(id)),
  }),
  operation({
    method: "GET",
    path: "/me",
    name: "me",
    summary: "The calling account, its organization and the projects it reaches.",
    answer: answers.me,
    run: aboutMe,
  }),
  operation({
    method: "GET",
    path: `${org}/projects`,
    name: "listProjects",
    summary:
      "All projects. API secrets are null: one is in the answer that makes its project, and on the project's page.",
    answer: answers.projects,
    run: projectsOf,
  }),
  operation({
    method: "POST",
    path: `${org}/create-projects`,
    name: "createProjects",
    summary: "Makes a project of each name, in that order.",
    answer: answers.projects,
    body: bodies.createProjects,
    run: (actor, _, body) => makeProjects(actor, body),
  }),
  operation({
    method: "POST",
    path: `${org}/delete-projects`,
    name: "deleteProjects",
    summary: "Deletes the projects, all or none. They can be restored for 60 days.",
    answer: answers.ok,
    body: bodies.deleteProjects,
    run: (actor, _, body) => removeProjects(actor, body),
  }),
  operation({
    method: "GET",
    path: `${org}/teams`,
    name: "listTeams",
    summary: "All teams with their members and projects.",
    answer: answers.teams,
    run: teamsOf,
  }),
  operation({
    method: "POST",
    path: `${org}/add-teams`,
    name: "addTeams",
    summary: "Makes teams; without a role each has the lowest that the plan knows.",
    answer: answers.teams,
    body: bodies.addTeams,
    run: (actor, _, body) => makeTeams(actor, body),
  }),
  operation({
    method: "POST",
    path: `${org}/teams/{id}/update`,
    name: "updateTeam",
    summary: "Changes name, role, people and projects of a team, in that order.",
    answer: answers.teams,
    body: bodies.updateTeam,
    run: (actor, { id }, body) => updateTeam(actor, id, body),
  }),
  operation({
    method: "POST",
    path: `${org}/delete-teams`,
    name: "deleteTeams",
    summary: "Deletes teams by their ids, all or none.",
    answer: answers.ok,
    body: bodies.deleteTeams,
    run: (actor, _, body) => removeTeams(actor, body),
  }),
  operation({
    method: "GET",
    path: `${org}/users`,
    name: "listUsers",
    summary: "All members.",
    answer: answers.users,
    run: usersOf,
  }),
  operation({
    method: "POST",
    path: `${org}/add-users-to-projects`,
    name: "addUsersToProjects",
    summary: "Gives members a role on projects, and invites everybody else as Member with it.",
    answer: answers.added,
    body: bodies.addUsers,
    run: (actor, _, body) => addUsersToProjects(actor, body),
  }),
  operation({
    method: "POST",
    path: `${org}/delete-users`,
    name: "deleteUsers",
    summary: "Takes members out of the organization by their addresses, all or none. The last owner stays.",
    answer: answers.ok,
    body: bodies.deleteUsers,
    run: (actor, _, body) => removeUsers(actor, body),
  }),
  operation({
    method: "GET",
    path: `${org}/twofactor`,
    name: "getTwoFactor",
    summary: "Whether members need a second factor, and from when on.",
    answer: answers.twoFactor,
    run: twoFactorOf,
  }),
  operation({
    method: "POST",
    path: `${org}/twofactor/update`,
    name: "updateTwoFactor",
    summary: "Asks for a second factor after so many days, or no longer.",
    answer: answers.twoFactor,
    body: bodies.updateTwoFactor,
    run: (actor, _, body) => updateTwoFactor(actor, body),
  }),
];

function numberOf(id: string): number {
  return /^[1-9]\d{8}$/.test(id) ? Number(id) : 0;
}

/** The operation of a path, with what stands in its braces; the first of the table that fits. A last slash counts for nothing. */
export function findOperation(
  method: string,
  path: string,
): { operation: Operation; params: Params } | "method" | null {
  const parts = path.split("/").filter((part) => part !== "");
  let known = false;
  for (const operation of [...operations].sort((a, b) => braces(a.path) - braces(b.path))) {
    const params = match(operation.path.split("/").slice(1), parts);
    if (!params) continue;
    if (operation.method === method) return { operation, params };
    known = true;
  }
  return known ? "method" : null;
}

function braces(path: string): number {
  return path.split("{").length;
}

function match(pattern: readonly string[], parts: readonly string[]): Params | null {
  if (pattern.length !== parts.length) return null;
  const params: Params = { org: "", id: "" };
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (wanted === "{org}") params.org = part;
    else if (wanted === "{id}") params.id = part;
    else if (wanted !== part) return null;
  }
  return params;
}
