import "server-only";
import { and, eq, inArray, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { invitationProjects, members } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { Forbidden, NotFound, RuleBroken } from "@/lib/errors";
import { assertGoodEnd, assertMayGiveOn, unclearEnd } from "@/lib/members/grant-rules";
import { type GivenTo, giveAllIn } from "@/lib/members/grants";
import { type Change, mutateProject } from "@/lib/mutate";
import { takeSendingLimits } from "./limits";
import { giveOffers, type Offered } from "./offers";
import type { ProjectInviteInput } from "./schemas";

/**
 * I5: whoever manages a project brings people to it. Members of the organization get an individual grant at once;
 * everybody else an invitation to it as Member with this project. Whoever may not see the organization's people names
 * members by their exact address.
 */

/** Addresses by what became of each. `stay`: the grant, or the project in an open invitation, is as it was. */
export type ProjectInvited = {
  given: string[];
  raised: string[];
  invited: string[];
  merged: string[];
  stay: string[];
  /** One grant cannot hold what they have and what was given: see `addedTo`. */
  unclear: string[];
};

export async function inviteToProject(
  actor: ProjectActor,
  input: ProjectInviteInput,
  endsAt: Date | null,
): Promise<ProjectInvited> {
  // Judged before anything is counted: what is refused takes nobody's place.
  const counted = await mutateProject(actor, "project.members.manage", async ({ tx, actor: fresh, now }) => {
    assertGoodEnd(endsAt, now);
    await assertMayGiveOn(tx, fresh, { userIds: [], projectIds: [fresh.project.id] }, input.role);
    const known = await findPeople(tx, fresh, input);
    return outsidersAmong(input.emails, known);
  });
  await takeSendingLimits(actor.org.id, counted);
  return mutateProject(actor, "project.members.manage", async (change) => {
    const { tx, actor: fresh, now } = change;
    const known = await findPeople(tx, fresh, input);
    const outsiders = outsidersAmong(input.emails, known);
    if (outsiders.some((email) => !counted.includes(email))) {
      throw new RuleBroken("changed_meanwhile", "Somebody left the organization meanwhile. Send the form again.");
    }
    assertGoodEnd(endsAt, now);
    await assertMayGiveOn(tx, fresh, { userIds: [], projectIds: [fresh.project.id] }, input.role);
    const given = await giveToMembers(change, known, { role: input.role, endsAt });
    const offered = await offerToOutsiders(change, outsiders, { role: input.role, endsAt });
    return { ...given, ...offered, stay: [...given.stay, ...offered.stay] };
  });
}

type Offer = { role: ProjectInviteInput["role"]; endsAt: Date | null };
type Known = Map<string, string>;

/** Members of these addresses, and those who were picked, by id with their address. */
async function findPeople(tx: Tx, actor: ProjectActor, { emails, people }: ProjectInviteInput): Promise<Known> {
  if (people.length > 0 && !can(actor, "org.directory.view")) throw new Forbidden("org.directory.view");
  const rows = await tx
    .select({ id: members.userId, email: members.email })
    .from(members)
    .where(and(eq(members.orgId, actor.org.id), or(inArray(members.email, emails), inArray(members.userId, people))));
  const known = new Map(rows.map(({ id, email }) => [id, email]));
  if (people.some((id) => !known.has(id))) throw new NotFound("member");
  return known;
}

function outsidersAmong(emails: readonly string[], known: Known): string[] {
  const present = new Set(known.values());
  return emails.filter((email) => !present.has(email));
}

async function giveToMembers(change: Change<ProjectActor>, known: Known, offer: Offer) {
  const { actor, enqueueAll } = change;
  const projectId = actor.project.id;
  const keys = [...known.keys()].map((userId) => ({ projectId, userId }));
  const outcomes = keys.length > 0 ? await giveAllIn(change, keys, offer) : [];
  const having = (outcome: GivenTo["outcome"]) => outcomes.filter((each) => each.outcome === outcome);
  const [unclear] = having("unclear");
  if (unclear && known.size === 1) throw unclearEnd(unclear.before, offer);
  const told = [...having("given"), ...having("raised")].filter(({ userId }) => userId !== actor.user.id);
  await enqueueAll(
    "send_grant_given",
    told.map(({ userId }) => ({ projectId, userId, by: actor.user.name })),
  );
  const emails = (outcome: GivenTo["outcome"]) => having(outcome).map(({ userId }) => known.get(userId) ?? "");
  return { given: emails("given"), raised: emails("raised"), stay: emails("kept"), unclear: emails("unclear") };
}

async function offerToOutsiders(change: Change<ProjectActor>, emails: readonly string[], offer: Offer) {
  if (emails.length === 0) return { invited: [], merged: [], stay: [] };
  const parts = { projects: [{ id: change.actor.project.id, ...offer }], teams: [] };
  const offered = await giveOffers(
    change,
    emails.map((email) => ({ email, role: "member" as const, parts })),
  );
  const otherwise = await givingOtherwise(change, offered, offer);
  // Whom else the organization invited is not for everybody to know.
  const sees = can(change.actor, "org.directory.view");
  const having = (outcome: Offered["outcome"]) =>
    offered.filter((each) => each.outcome === outcome && !otherwise.has(each.invitationId));
  return {
    invited: [...having("invited"), ...(sees ? [] : having("merged"))].map(({ email }) => email),
    merged: sees ? having("merged").map(({ email }) => email) : [],
    stay: offered.filter(({ invitationId }) => otherwise.has(invitationId)).map(({ email }) => email),
  };
}

/** Invitations that give more on the project, or for longer, than was given now: that stays. */
async function givingOtherwise(
  { tx, actor }: Change<ProjectActor>,
  offered: readonly Offered[],
  { role, endsAt }: Offer,
): Promise<Set<string | null>> {
  const ids = offered.flatMap(({ invitationId }) => invitationId ?? []);
  const rows = await tx
    .select({
      id: invitationProjects.invitationId,
      role: invitationProjects.role,
      endsAt: invitationProjects.endsAt,
    })
    .from(invitationProjects)
    .where(and(inArray(invitationProjects.invitationId, ids), eq(invitationProjects.projectId, actor.project.id)));
  const other = rows.filter((row) => row.role !== role || row.endsAt?.getTime() !== endsAt?.getTime());
  return new Set(other.map(({ id }) => id));
}
