import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { serviceAccountProjects, serviceAccounts, serviceAccountTeams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles } from "@/lib/authz/project-role";
import type { ProjectRole } from "@/lib/authz/roles";
import { NotFound, RuleBroken } from "@/lib/errors";
import { assertMayChangeGrant, assertMayGiveOn } from "@/lib/members/grant-rules";
import { type Change, mutateOrg } from "@/lib/mutate";
import { assertTeamsGivable, assertTeamsTakeable } from "@/lib/teams/ceiling";
import { findServiceAccount } from "./find";

/** What a service account reaches: roles on projects of its own, and the teams it is in. Judged as for people (R4). */

type Account = { id: number; name: string };
type Given = { id: number; role: ProjectRole };
type OrgChange = Change<OrgActor>;

/** Many accounts on many projects, each with its role. Returns how many roles were given or changed. */
export function addServiceAccountsToProjects(
  actor: OrgActor,
  { accountIds, projects }: { accountIds: readonly number[]; projects: readonly Given[] },
): Promise<number> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    let given = 0;
    for (const id of accountIds) given += await addToProjectsIn(change, await findServiceAccount(change, id), projects);
    if (given === 0) throw new RuleBroken("already_added", "It has these roles already. Nothing was changed.");
    return given;
  });
}

export async function addToProjectsIn(
  change: OrgChange,
  account: Account,
  projects: readonly Given[],
): Promise<number> {
  const { tx, actor, now, audit } = change;
  const wanted = new Map(projects.map(({ id, role }) => [id, role]));
  const present = await rolesOf(change, account.id, [...wanted.keys()]);
  const own = await effectiveProjectRoles(tx, [...wanted.keys()], actor.user.id);
  for (const role of new Set(wanted.values())) {
    const ids = [...wanted].filter(([, one]) => one === role).map(([id]) => id);
    await assertMayGiveOn(tx, actor, { userIds: [], projectIds: ids }, role);
  }
  const changed = [...wanted].filter(([id, role]) => present.get(id) !== role);
  for (const [projectId, role] of changed) {
    const before = present.get(projectId);
    if (before) assertMayChangeGrant(own.get(projectId) ?? null, before);
    const term = { role, givenAt: now, givenBy: actor.user.id };
    await tx
      .insert(serviceAccountProjects)
      .values({ orgId: actor.org.id, accountId: account.id, projectId, ...term })
      .onConflictDoUpdate({ target: [serviceAccountProjects.accountId, serviceAccountProjects.projectId], set: term });
    audit({
      orgId: actor.org.id,
      projectId,
      action: "service_account.added_to_project",
      object: { type: "service_account", id: account.id },
      ...(before && { before: { role: before } }),
      after: { name: account.name, role },
    });
  }
  return changed.length;
}

/** Takes accounts off projects; what they reach by a team stays. Returns how many roles went. */
export function removeServiceAccountsFromProjects(
  actor: OrgActor,
  pairs: readonly { accountId: number; projectId: number }[],
): Promise<number> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    const { tx, actor: fresh, audit } = change;
    const projectIds = [...new Set(pairs.map(({ projectId }) => projectId))];
    const own = await effectiveProjectRoles(tx, projectIds, fresh.user.id);
    for (const { accountId, projectId } of pairs) {
      const account = await findServiceAccount(change, accountId);
      const role = (await rolesOf(change, accountId, [projectId])).get(projectId);
      if (!role) throw new NotFound("grant");
      assertMayChangeGrant(own.get(projectId) ?? null, role);
      await tx
        .delete(serviceAccountProjects)
        .where(and(eq(serviceAccountProjects.accountId, accountId), eq(serviceAccountProjects.projectId, projectId)));
      audit({
        orgId: fresh.org.id,
        projectId,
        action: "service_account.removed_from_project",
        object: { type: "service_account", id: accountId },
        before: { name: account.name, role },
      });
    }
    return pairs.length;
  });
}

/** What one form gives: roles on projects, and teams. */
export function giveServiceAccess(
  actor: OrgActor,
  { accountId, projects, teams }: { accountId: number; projects: readonly Given[]; teams: readonly string[] },
): Promise<{ projects: number; teams: number }> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    const account = await findServiceAccount(change, accountId);
    const given = {
      projects: await addToProjectsIn(change, account, projects),
      teams: await addToTeamsIn(change, account, teams),
    };
    if (given.projects + given.teams === 0) {
      const message =
        projects.length + teams.length === 0
          ? "Choose a project or a team."
          : "It has all of this already. Nothing was changed.";
      throw new RuleBroken("already_added", message, { field: "projects" });
    }
    return given;
  });
}

export async function addToTeamsIn(change: OrgChange, account: Account, teams: readonly string[]): Promise<number> {
  const { tx, actor, now, audit } = change;
  const judged = await assertTeamsGivable(tx, actor, [...teams]);
  const { org, user } = actor;
  const rows = judged.map(({ id }) => ({
    orgId: org.id,
    accountId: account.id,
    teamId: id,
    addedAt: now,
    addedBy: user.id,
  }));
  if (rows.length === 0) return 0;
  const added = await tx
    .insert(serviceAccountTeams)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: serviceAccountTeams.teamId });
  const names = new Map(judged.map(({ id, name }) => [id, name]));
  for (const { id } of added) {
    audit({
      orgId: org.id,
      action: "service_account.added_to_team",
      object: { type: "service_account", id: account.id },
      after: { name: account.name, team: names.get(id) ?? id },
    });
  }
  return added.length;
}

export function removeServiceAccountFromTeam(
  actor: OrgActor,
  { accountId, teamId }: { accountId: number; teamId: string },
): Promise<void> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    const { tx, actor: fresh, audit } = change;
    const account = await findServiceAccount(change, accountId);
    const [team] = await assertTeamsTakeable(tx, fresh, [teamId]);
    const gone = await tx
      .delete(serviceAccountTeams)
      .where(and(eq(serviceAccountTeams.accountId, accountId), eq(serviceAccountTeams.teamId, teamId)))
      .returning({ id: serviceAccountTeams.teamId });
    if (!team || gone.length === 0) throw new NotFound("team");
    audit({
      orgId: fresh.org.id,
      action: "service_account.removed_from_team",
      object: { type: "service_account", id: accountId },
      before: { name: account.name, team: team.name },
    });
  });
}

async function rolesOf({ tx, actor }: OrgChange, accountId: number, projectIds: number[]) {
  if (projectIds.length === 0) return new Map<number, ProjectRole>();
  const rows = await tx
    .select({ id: serviceAccountProjects.projectId, role: serviceAccountProjects.role })
    .from(serviceAccountProjects)
    .innerJoin(serviceAccounts, eq(serviceAccounts.id, serviceAccountProjects.accountId))
    .where(
      and(
        eq(serviceAccounts.orgId, actor.org.id),
        eq(serviceAccountProjects.accountId, accountId),
        inArray(serviceAccountProjects.projectId, projectIds),
      ),
    );
  return new Map(rows.map(({ id, role }) => [id, role]));
}
