import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";
import { chosenTeams, teamsStamp } from "@/db/queries/team-selection";
import { teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import type { ProjectRole } from "@/lib/authz/roles";
import { type PlanId, planAllowsProjectRole } from "@/lib/billing/plans";
import { RuleBroken } from "@/lib/errors";
import { countOf } from "@/lib/format";
import { newId } from "@/lib/ids";
import { mutateOrg } from "@/lib/mutate";
import { assertTeamsByHand } from "@/lib/scim/owned";
import { assertTeamsTakeable } from "./ceiling";
import { findTeam } from "./places";
import type { CreateTeamInput, DeleteTeamsInput, RenameTeamInput } from "./schemas";

/** A team begins with a name, nobody in it and the lowest role that the plan has. The same form sent twice makes one. */
export function createTeam(actor: OrgActor, input: CreateTeamInput): Promise<{ teamId: string }> {
  return mutateOrg(actor, "org.teams.manage", async ({ tx, actor: fresh, audit, now }) => {
    const orgId = fresh.org.id;
    const [again] = await tx
      .select({ id: teams.id })
      .from(teams)
      .where(and(eq(teams.orgId, orgId), eq(teams.requestKey, input.requestKey)));
    if (again) return { teamId: again.id };
    await assertTeamNameFree(tx, orgId, input.name);
    const id = newId("team");
    const role = firstRole(fresh.org.plan);
    const { name, requestKey } = input;
    await tx.insert(teams).values({ id, orgId, name, role, requestKey, createdAt: now, createdBy: fresh.user.id });
    audit({ orgId, action: "team.created", object: { type: "team", id }, after: { name, role } });
    return { teamId: id };
  });
}

/** Another name, unique in the org whatever its capitals. Changes nobody's access. */
export function renameTeam(actor: OrgActor, { teamId, name }: RenameTeamInput): Promise<void> {
  return mutateOrg(actor, "org.teams.manage", async ({ tx, actor: fresh, audit }) => {
    const orgId = fresh.org.id;
    const team = await findTeam(tx, orgId, teamId);
    if (team.name === name) return;
    await assertTeamsByHand(tx, fresh, [teamId]);
    await assertTeamNameFree(tx, orgId, name, teamId);
    await tx.update(teams).set({ name }).where(eq(teams.id, teamId));
    audit({
      orgId,
      action: "team.renamed",
      object: { type: "team", id: teamId },
      before: { name: team.name },
      after: { name },
    });
  });
}

/**
 * Deletes teams, all of them or none; who was in them keeps what other grants give. Needs a confirmation (A6), the
 * phrase typed, and that they still are what the page showed: otherwise `changed_meanwhile`.
 */
export function deleteTeams(actor: OrgActor, input: DeleteTeamsInput): Promise<{ deleted: number }> {
  return mutateOrg(actor, "org.teams.manage", async ({ tx, actor: fresh, audit, now }) => {
    const orgId = fresh.org.id;
    const chosen = await chosenTeams(orgId, input, tx);
    if (chosen.length !== input.count || teamsStamp(chosen) !== input.stamp) {
      const message = "These teams are no longer what this page showed. Look again at what would be lost.";
      throw new RuleBroken("changed_meanwhile", message);
    }
    assertPhrase(input.typed, chosen);
    const ids = chosen.map(({ id }) => id);
    await assertTeamsByHand(tx, fresh, ids);
    await assertTeamsTakeable(tx, fresh, ids);
    assertConfirmed(fresh, now);
    await tx.execute(sql`delete from teams where org_id = ${orgId} and id = any(${textArray(ids)})`);
    for (const { id, name, role, members, projects } of chosen)
      audit({ orgId, action: "team.deleted", object: { type: "team", id }, before: { name, role, members, projects } });
    return { deleted: ids.length };
  });
}

/** What is typed to delete these teams: the name of the one, or how many they are. */
export function deletionPhrase(chosen: readonly { name: string }[]): string {
  return chosen.length === 1 ? (chosen[0]?.name ?? "") : `delete ${countOf(chosen.length, "team")}`;
}

function assertPhrase(typed: string, chosen: readonly { name: string }[]): void {
  const phrase = deletionPhrase(chosen);
  const same = (text: string) => text.normalize("NFC").replace(/\s+/gu, " ").trim().toLowerCase();
  if (same(typed) !== same(phrase)) {
    throw new RuleBroken("invalid", `Type ${phrase} to delete ${chosen.length === 1 ? "it" : "them"}.`, {
      field: "typed",
    });
  }
}

/** The least that a new team can give: Consumer, or Admin where the plan has no lower role (R7). */
export function firstRole(plan: PlanId): ProjectRole {
  return planAllowsProjectRole(plan, "consumer") ? "consumer" : "admin";
}

async function assertTeamNameFree(tx: Tx, orgId: number, name: string, except = ""): Promise<void> {
  const [taken] = await tx
    .select({ name: teams.name })
    .from(teams)
    .where(
      and(eq(teams.orgId, orgId), eq(sql`lower(${teams.name})`, sql`lower(${name})`), sql`${teams.id} <> ${except}`),
    );
  if (taken) {
    const message = `There is a team named ${taken.name} already. Choose another name, also with other capitals.`;
    throw new RuleBroken("name_taken", message, { field: "name" });
  }
}
