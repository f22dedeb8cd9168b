import "server-only";
import { sql } from "drizzle-orm";
import { chosenMembers } from "@/db/queries/member-selection";
import { members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { mayChangeOrgRole } from "@/lib/authz/roles";
import { RuleBroken } from "@/lib/errors";
import { countOf } from "@/lib/format";
import { type Change, mutateOrg } from "@/lib/mutate";
import { assertMembersByHand } from "@/lib/scim/owned";
import { addTeamMembersIn } from "@/lib/teams/places";
import { giveRole, type RoleHolder, takeOut } from "./members";
import {
  type AddToTeamInput,
  type ChangeRolesInput,
  type MemberSelection,
  mostUntyped,
  type RemoveMembersInput,
  readMemberSelection,
  removalPhrase,
} from "./selection";

/**
 * Changes to many members at once (U4): all or nothing, in one transaction, on exactly as many people as the page had
 * named. Who is chosen is read under the org's lock; an entry for each stands in the audit log, under one operation.
 */

/** Takes everybody chosen out of the org. Returns how many that were. */
export function removeMembers(actor: OrgActor, input: RemoveMembersInput): Promise<number> {
  const { count, phrase, ...chosen } = input;
  return mutateOrg(actor, "org.members.remove", async (change) => {
    const targets = await changeable(change, readMemberSelection(chosen), count);
    assertTyped(phrase, targets.length);
    await assertMembersByHand(
      change.tx,
      change.actor,
      targets.map(({ userId }) => userId),
    );
    await takeOut(change, targets);
    return targets.length;
  });
}

/** Gives everybody chosen one org role; who has it already stays as they are. Returns how many are other than before. */
export function changeRoles(actor: OrgActor, input: ChangeRolesInput): Promise<number> {
  const { count, to, ...chosen } = input;
  return mutateOrg(actor, "org.members.edit", async (change) => {
    const targets = await changeable(change, readMemberSelection(chosen), count);
    await giveRole(change, targets, to, "to");
    return targets.filter(({ role }) => role !== to).length;
  });
}

/**
 * Puts everybody chosen into a team; who is in it already stays. R4 and R7 are judged by what the team gives, not by
 * who gets it, so also people above the actor and the actor may come in. Returns how many places are new.
 */
export function addChosenToTeam(actor: OrgActor, input: AddToTeamInput): Promise<number> {
  const { count, into, ...given } = input;
  return mutateOrg(actor, "org.teams.manage", async (change) => {
    const chosen = await readChosen(change, readMemberSelection(given));
    assertAsShown(chosen.length, count);
    return addTeamMembersIn(change, { teamIds: [into], userIds: chosen.map(({ userId }) => userId), field: "into" });
  });
}

/** Those chosen whom the actor may change. Throws when some are not, or when they are not as many as were shown. */
async function changeable(change: Change<OrgActor>, selection: MemberSelection, shown: number): Promise<RoleHolder[]> {
  const { actor } = change;
  const chosen = await readChosen(change, selection);
  const free = chosen.filter(({ userId, role }) => userId !== actor.user.id && mayChangeOrgRole(actor.role, role));
  if (free.length < chosen.length && !selection.others) {
    const count = countOf(chosen.length - free.length, "person", "people");
    throw new RuleBroken(
      "target_not_below",
      `${count} among them cannot be changed by you: yourself, or somebody not below you. Look again who they are.`,
    );
  }
  assertAsShown(free.length, shown);
  return free;
}

export async function readChosen({ tx, actor }: Change<OrgActor>, selection: MemberSelection): Promise<RoleHolder[]> {
  return tx
    .select({ userId: members.userId, role: members.role })
    .from(members)
    .where(chosenMembers(actor.org.id, selection))
    .orderBy(sql`${members.userId}`);
}

export function assertAsShown(now: number, shown: number): void {
  if (now === 0) throw new RuleBroken("changed_meanwhile", "Nobody of them is here any more. Choose again.");
  if (now !== shown) {
    const message = `It is ${countOf(now, "person", "people")} now, not ${shown}. Look again, then send it.`;
    throw new RuleBroken("changed_meanwhile", message);
  }
}

function assertTyped(phrase: string, people: number): void {
  if (people <= mostUntyped) return;
  const wanted = removalPhrase(people);
  if (phrase.trim().replace(/\s+/g, " ").toLowerCase() === wanted) return;
  throw new RuleBroken("invalid", `Type “${wanted}” to remove them.`, { field: "phrase" });
}
