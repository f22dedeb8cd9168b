import "server-only";
import { and, eq } from "drizzle-orm";
import { projectGrants } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { type Change, mutateOrg } from "@/lib/mutate";
import { factsOf, type GrantKey, keyOf, termsOf, writeTerms } from "./grant-rows";
import {
  assertAsShown,
  assertGoodEnd,
  assertMayChangeGrant,
  assertMayGiveOn,
  assertMembers,
  findGrant,
  findShown,
  unclearEnd,
} from "./grant-rules";
import { addedTo, type Given as Offer, sameTerm, type Term, withEnd, withRole } from "./grant-terms";
import type { ChangeGrantEndInput, ChangeGrantInput, GiveGrantsInput, RemoveGrantInput } from "./schemas";

/**
 * Individual grants (R3): one per person and project, for good or until a moment. Nobody gives a role above their own
 * effective role on that project, and changes or removes only a grant whose role is below it; project owners also another
 * owner's (R4). New roles must be in the plan (R7). Giving neither lowers nor shortens what is there.
 *
 * The `…In` functions are for callers that hold the org's lock and checked who may: pages of the org, and of a project.
 */
export type Given = { given: number[]; raised: number[]; kept: number[] };

/** Gives a member one role on several projects of the org. */
export function giveGrants(actor: OrgActor, input: GiveGrantsInput, endsAt: Date | null = null): Promise<Given> {
  const { userId, projects: ids, role } = input;
  return mutateOrg(actor, "org.members.edit", (change) => giveGrantsIn(change, userId, ids, role, endsAt));
}

/** Another role for one individual grant. Throws `changed_meanwhile` where the page showed another one. */
export function changeGrantRole(actor: OrgActor, input: ChangeGrantInput): Promise<void> {
  return mutateOrg(actor, "org.members.edit", (change) => changeGrantRoleIn(change, input));
}

/** Another end for one individual grant, or none. */
export function changeGrantEnd(actor: OrgActor, input: ChangeGrantEndInput, endsAt: Date | null): Promise<void> {
  return mutateOrg(actor, "org.members.edit", (change) => changeGrantEndIn(change, input, endsAt));
}

/** Takes one individual grant away, also the lasting role below one that ends; grants from elsewhere stay. */
export function removeGrant(actor: OrgActor, input: RemoveGrantInput): Promise<{ removed: boolean }> {
  return mutateOrg(actor, "org.members.edit", (change) => removeGrantIn(change, input));
}

export async function giveGrantsIn(
  change: Change<OrgActor>,
  userId: string,
  ids: number[],
  role: ProjectRole,
  endsAt: Date | null = null,
): Promise<Given> {
  const keys = [...new Set(ids)].map((projectId) => ({ projectId, userId }));
  const outcomes = await giveAllIn(change, keys, { role, endsAt });
  const unclear = outcomes.find(({ outcome }) => outcome === "unclear");
  if (unclear) throw unclearEnd(unclear.before, { role, endsAt });
  const having = (outcome: GivenTo["outcome"]) =>
    outcomes.flatMap((each) => (each.outcome === outcome ? each.projectId : []));
  return { given: having("given"), raised: having("raised"), kept: having("kept") };
}

/** `raised`: to a higher role, or for longer. `unclear` got nothing: see {@link addedTo}. */
export type GivenTo = GrantKey & { outcome: "given" | "raised" | "kept" | "unclear"; before: Term | null };

/**
 * One role to several people or on several projects, judged and written together. Nothing is written where the judging
 * refuses; whoever must not leave out what is unclear throws for it.
 */
export async function giveAllIn(change: Change<OrgActor>, keys: readonly GrantKey[], offer: Offer): Promise<GivenTo[]> {
  const { tx, actor, audit, now } = change;
  const { org } = actor;
  const userIds = [...new Set(keys.map(({ userId }) => userId))];
  const projectIds = [...new Set(keys.map(({ projectId }) => projectId))];
  assertGoodEnd(offer.endsAt, now);
  await assertMembers(tx, org.id, userIds);
  await assertMayGiveOn(tx, actor, { userIds, projectIds }, offer.role);
  const present = await termsOf(change, org.id, { userIds, projectIds });
  const judged = keys.map((key) => {
    const before = present.get(keyOf(key)) ?? null;
    return { ...key, before, after: addedTo(before, offer) };
  });
  const writes = judged.flatMap(({ after, ...rest }) =>
    after === "unclear" || after === rest.before ? [] : [{ ...rest, after }],
  );
  await writeTerms(
    change,
    org.id,
    writes.map(({ projectId, userId, after }) => ({ projectId, userId, term: after, givenBy: actor.user.id })),
  );
  for (const { projectId, userId, before, after } of writes) {
    const entry = { orgId: org.id, projectId, object: { type: "grant" as const, id: userId }, after: factsOf(after) };
    if (!before) audit({ ...entry, action: "grant.given" });
    else audit({ ...entry, action: changeOf(before, after), before: factsOf(before) });
  }
  return judged.map(({ projectId, userId, before, after }) => {
    const outcome = after === "unclear" ? "unclear" : after === before ? "kept" : before ? "raised" : "given";
    return { projectId, userId, before, outcome };
  });
}

export async function changeGrantRoleIn(change: Change<OrgActor>, input: ChangeGrantInput): Promise<void> {
  const { own, assertGivable, term } = await findShown(change, input);
  const after = withRole(term, input.role);
  if (sameTerm(term, after)) return;
  assertMayChangeGrant(own, term.role);
  assertGivable(input.role, "role");
  await replace(change, input, term, after);
}

export async function changeGrantEndIn(
  change: Change<OrgActor>,
  input: ChangeGrantEndInput,
  endsAt: Date | null,
): Promise<void> {
  assertGoodEnd(endsAt, change.now);
  const { own, assertGivable, term } = await findShown(change, input);
  const after = withEnd(term, endsAt);
  if (sameTerm(term, after)) return;
  assertMayChangeGrant(own, term.role);
  const longer = term.endsAt && (!endsAt || endsAt > term.endsAt);
  if (longer) assertGivable(term.role, "until");
  await replace(change, input, term, after);
}

export async function removeGrantIn(change: Change<OrgActor>, input: RemoveGrantInput): Promise<{ removed: boolean }> {
  const { tx, actor, audit } = change;
  const { userId, projectId } = input;
  const { own, term } = await findGrant(change, input);
  if (!term) return { removed: false };
  assertAsShown(term, input);
  assertMayChangeGrant(own, term.role);
  await tx
    .delete(projectGrants)
    .where(
      and(
        eq(projectGrants.orgId, actor.org.id),
        eq(projectGrants.projectId, projectId),
        eq(projectGrants.userId, userId),
      ),
    );
  audit({
    orgId: actor.org.id,
    projectId,
    action: "grant.removed",
    object: { type: "grant", id: userId },
    before: factsOf(term),
  });
  return { removed: true };
}

async function replace(change: Change<OrgActor>, key: GrantKey, before: Term, after: Term): Promise<void> {
  const { actor, audit } = change;
  const { projectId, userId } = key;
  await writeTerms(change, actor.org.id, [{ projectId, userId, term: after, givenBy: actor.user.id }]);
  audit({
    orgId: actor.org.id,
    projectId,
    action: changeOf(before, after),
    object: { type: "grant", id: userId },
    before: factsOf(before),
    after: factsOf(after),
  });
}

function changeOf(before: Term, after: Term): "grant.role_changed" | "grant.end_changed" {
  return before.role === after.role ? "grant.end_changed" : "grant.role_changed";
}
