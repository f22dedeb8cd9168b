import "server-only";
import { sql } from "drizzle-orm";
import { chosenInvitations } from "@/db/queries/invitation-selection";
import { invitations } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { countOf, listOf } from "@/lib/format";
import { type Change, mutateOrg } from "@/lib/mutate";
import { mayResend, mayRevoke } from "./ceiling";
import { takeSendingLimits } from "./limits";
import { closeInvitations, type Invitation, renewInvitations, sendInvitations } from "./offers";
import { type ChosenInvitationsInput, readChosenInvitations } from "./selection";

/**
 * Changes to many open invitations at once (U4): all or nothing, on exactly as many as the page had named. Which are
 * chosen is read under the org's lock, where accepting waits too.
 */

/** New links and a new clock for all of them; expired ones are renewed. Returns how many. */
export async function resendInvitations(actor: OrgActor, input: ChosenInvitationsInput): Promise<number> {
  const emails = await mutateOrg(actor, "org.members.invite", async (change) =>
    (await resendable(change, input)).map(({ email }) => email),
  );
  await takeSendingLimits(actor.org.id, emails);
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const chosen = await resendable(change, input);
    await renewInvitations(change, chosen);
    await sendInvitations(
      change,
      chosen.map(({ id, mailVersion }) => ({ id, version: mailVersion + 1 })),
    );
    for (const { id } of chosen) {
      change.audit({ orgId: change.actor.org.id, action: "invitation.resent", object: { type: "invitation", id } });
    }
    return chosen.length;
  });
}

/** The links of all of them are dead at once. Returns how many. */
export function revokeInvitations(actor: OrgActor, input: ChosenInvitationsInput): Promise<number> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const chosen = await readChosen(change, input);
    const stuck = chosen.filter((invitation) => !mayRevoke(change.actor, invitation));
    if (stuck.length > 0) {
      const who = namesOf(stuck);
      throw new RuleBroken("target_not_below", `Only an owner, or the person who sent them, can revoke: ${who}.`);
    }
    assertAsShown(chosen.length, input.shown);
    await closeInvitations(change, chosen);
    return chosen.length;
  });
}

async function resendable(change: Change<OrgActor>, input: ChosenInvitationsInput): Promise<Invitation[]> {
  const chosen = await readChosen(change, input);
  const stuck = chosen.filter((invitation) => !mayResend(change.actor, invitation));
  if (stuck.length > 0) {
    throw new RuleBroken("role_above_own", `These offer a role above yours, ask an owner: ${namesOf(stuck)}.`);
  }
  assertAsShown(chosen.length, input.shown);
  return chosen;
}

function readChosen({ tx, actor, now }: Change<OrgActor>, input: ChosenInvitationsInput): Promise<Invitation[]> {
  const { shown: _, ...params } = input;
  return tx
    .select()
    .from(invitations)
    .where(chosenInvitations(actor.org.id, readChosenInvitations(params), now))
    .orderBy(sql`${invitations.id}`);
}

function namesOf(stuck: Invitation[]): string {
  return listOf(
    stuck.map(({ email }) => email),
    6,
  );
}

function assertAsShown(now: number, shown: number): void {
  if (now === 0) throw new RuleBroken("changed_meanwhile", "None of them is open any more. Choose again.");
  if (now !== shown) {
    const message = `${countOf(now, "invitation is", "invitations are")} chosen now, not ${shown}: some were accepted, ended or added meanwhile. Look again, then send it.`;
    throw new RuleBroken("changed_meanwhile", message);
  }
}
