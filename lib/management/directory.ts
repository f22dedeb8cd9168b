import "server-only";
import type * as z from "zod/mini";
import {
  getTwoFactorSetting,
  listManagedProjects,
  listManagedTeams,
  listManagedUsers,
  type ManagedProject,
  type ManagedTeam,
} from "@/db/queries/management";
import { chosenTeams, teamsStamp } from "@/db/queries/team-selection";
import type { ServiceActor } from "@/lib/auth/service-access";
import { serviceOnProject } from "@/lib/auth/service-access";
import { authorize } from "@/lib/authz/authorize";
import { NotFound } from "@/lib/errors";
import { newSecret } from "@/lib/ids";
import { invitePeople } from "@/lib/invitations/invitations";
import { appUrl } from "@/lib/links";
import { removeMembers } from "@/lib/members/bulk";
import { giveGrants } from "@/lib/members/grants";
import { removalPhrase } from "@/lib/members/selection";
import { releaseTwoFactor, requireTwoFactor } from "@/lib/orgs/security";
import { paths } from "@/lib/paths";
import { deleteProjects } from "@/lib/projects/deletion";
import { phraseToDelete } from "@/lib/projects/periods";
import { createProject, revealApiSecret } from "@/lib/projects/projects";
import { changeTeam } from "@/lib/teams/change";
import { createTeam, deleteTeams, deletionPhrase, renameTeam } from "@/lib/teams/teams";
import type { bodies } from "./schemas";

/**
 * Projects, teams, users and the 2FA setting of an org by the verbs that its pages use, as WIRE §3 has them. What a list
 * names is done one after the other, in its order: the first that is refused ends it, and what came before stays.
 */

type Body<Name extends keyof typeof bodies> = z.infer<(typeof bodies)[Name]>;

export async function projectsOf(actor: ServiceActor) {
  authorize(actor, "org.directory.view");
  return (await listManagedProjects(actor)).map((project) => projectFacts(project, null));
}

/** With the API secret of each, which no list has. */
export async function makeProjects(actor: ServiceActor, { projectNames, timezone }: Body<"createProjects">) {
  const made = [];
  for (const name of projectNames) {
    const { projectId } = await createProject(actor, { name, timezone, requestKey: newSecret(18) });
    const onProject = await serviceOnProject(actor, projectId);
    const secret = onProject && (await revealApiSecret(onProject));
    const [project] = await listManagedProjects(actor, [projectId]);
    if (project) made.push(projectFacts(project, secret));
  }
  return made;
}

export async function removeProjects(actor: ServiceActor, { projectIds }: Body<"deleteProjects">): Promise<void> {
  authorize(actor, "org.projects.delete");
  const ids = [...new Set(projectIds)];
  const found = await listManagedProjects(actor, ids);
  if (found.length !== ids.length) throw new NotFound("project");
  await deleteProjects(actor, {
    ids: ids.map(String),
    shown: String(ids.length),
    typed: phraseToDelete(found.sort((a, b) => a.id - b.id).map(({ name }) => name)),
  });
}

export async function teamsOf(actor: ServiceActor) {
  authorize(actor, "org.directory.view");
  return (await listManagedTeams(actor)).map(teamFacts);
}

export async function makeTeams(actor: ServiceActor, { teams }: Body<"addTeams">) {
  const made = new Set<string>();
  for (const { name, role } of teams) {
    const { teamId } = await createTeam(actor, { name, requestKey: newSecret(18) });
    if (role) await step(actor, teamId, { kind: "role", role });
    made.add(teamId);
  }
  return (await listManagedTeams(actor)).filter(({ id }) => made.has(id)).map(teamFacts);
}

export async function updateTeam(actor: ServiceActor, teamId: string, body: Body<"updateTeam">) {
  authorize(actor, "org.teams.manage");
  await versionOf(actor, teamId);
  const { name, role, addUsers, removeUsers, addProjects, removeProjects } = body;
  if (name !== undefined) await renameTeam(actor, { teamId, name });
  if (role !== undefined) await step(actor, teamId, { kind: "role", role });
  const steps = [
    { kind: "add-people", ids: await idsOfUsers(actor, addUsers) },
    { kind: "remove-people", ids: await idsOfUsers(actor, removeUsers) },
    { kind: "add-projects", ids: addProjects.map(String) },
    { kind: "remove-projects", ids: removeProjects.map(String) },
  ] as const;
  for (const { kind, ids } of steps) if (ids.length > 0) await step(actor, teamId, { kind, ids });
  return (await listManagedTeams(actor)).filter(({ id }) => id === teamId).map(teamFacts);
}

export async function removeTeams(actor: ServiceActor, { teams }: Body<"deleteTeams">): Promise<void> {
  authorize(actor, "org.teams.manage");
  const ids = [...new Set(teams)];
  const found = await chosenTeams(actor.org.id, { all: false, ids, q: "" });
  if (found.length !== ids.length) throw new NotFound("team");
  const shown = { count: found.length, stamp: teamsStamp(found), typed: deletionPhrase(found) };
  await deleteTeams(actor, { ids, all: false, q: "", ...shown });
}

export async function usersOf(actor: ServiceActor) {
  authorize(actor, "org.directory.view");
  return (await listManagedUsers(actor)).map(({ joinedAt, ...user }) => ({ ...user, joined: joinedAt.toISOString() }));
}

/** Members get the role; everybody else an invitation as Member, with it. */
export async function addUsersToProjects(actor: ServiceActor, { users, projects, role }: Body<"addUsers">) {
  authorize(actor, "org.members.edit");
  const emails = [...new Set(users)];
  const members = await listManagedUsers(actor, emails);
  const known = new Set(members.map(({ email }) => email));
  const strangers = emails.filter((email) => !known.has(email));
  const [added, unchanged]: [string[], string[]] = [[], []];
  for (const { id, email } of members) {
    const given = await giveGrants(actor, { userId: id, projects, role, until: "" });
    (given.given.length + given.raised.length > 0 ? added : unchanged).push(email);
  }
  if (strangers.length > 0) {
    const people = strangers.map((email) => ({ email, role: "member" as const }));
    await invitePeople(actor, { people, projects: projects.map((id) => ({ id, role })), teams: [] });
  }
  return { added, invited: strangers, unchanged };
}

export async function removeUsers(actor: ServiceActor, { users }: Body<"deleteUsers">): Promise<void> {
  authorize(actor, "org.members.remove");
  const ids = await idsOfUsers(actor, users);
  await removeMembers(actor, { ids, count: ids.length, phrase: removalPhrase(ids.length) });
}

export async function twoFactorOf(actor: ServiceActor) {
  authorize(actor, "org.security.manage");
  const from = await getTwoFactorSetting(actor);
  return { required: from !== null, from: from?.toISOString() ?? null };
}

export async function updateTwoFactor(actor: ServiceActor, { required, graceDays }: Body<"updateTwoFactor">) {
  authorize(actor, "org.security.manage");
  const was = (await getTwoFactorSetting(actor))?.toISOString() ?? "";
  if (required) await requireTwoFactor(actor, { graceDays, was });
  else await releaseTwoFactor(actor, { was });
  return twoFactorOf(actor);
}

type Step = Pick<Parameters<typeof changeTeam>[1], "kind"> & Partial<Parameters<typeof changeTeam>[1]>;

/** One change of a team, as it is at the moment. */
async function step(actor: ServiceActor, teamId: string, change: Step): Promise<void> {
  await changeTeam(actor, { teamId, version: await versionOf(actor, teamId), ids: [], all: false, q: "", ...change });
}

async function versionOf(actor: ServiceActor, teamId: string): Promise<number> {
  const [team] = await chosenTeams(actor.org.id, { all: false, ids: [teamId], q: "" });
  if (!team) throw new NotFound("team");
  return team.version;
}

async function idsOfUsers(actor: ServiceActor, emails: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(emails)];
  if (wanted.length === 0) return [];
  const found = await listManagedUsers(actor, wanted);
  if (found.length !== wanted.length) throw new NotFound("user");
  return found.map(({ id }) => id);
}

function projectFacts({ id, name, token, apiKey, timezone }: ManagedProject, secret: string | null) {
  const url = appUrl(paths.project(id));
  return { id, name, token, api_key: apiKey, api_secret: secret, timezone_name: timezone, url };
}

function teamFacts({ id, name, role, members, projects }: ManagedTeam) {
  return { id, name, role, members, projects };
}
