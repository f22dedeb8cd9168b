import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";
import { connectionTeams, type KeptAnswer, members, orgs, ssoIdentities, users } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import { newId } from "@/lib/ids";
import { joinOpenInvitation } from "@/lib/invitations/acceptance";
import { type Change, lockOrgRow, mutate } from "@/lib/mutate";
import { takeLimit } from "@/lib/rate-limit";
import { addressHeld } from "@/lib/users/address";
import type { Check } from "./answer";
import type { Connection } from "./connections";
import { assertedBy } from "./person";

/**
 * S4: who an answer signs in. The identity is (connection, issuer, subject) and never an e-mail. A person nobody knows
 * gets an account and a place in the org; an account there was before is linked only when its owner agrees by mail.
 */
export const linkDays = 7;

export type Found = { kind: "person"; userId: string } | { kind: "mailed" } | { kind: "refused"; check: Check };
type Given = { email: string; answer: KeptAnswer };
type Outside = Change<OutsideActor>;

export function personOfAnswer(actor: OutsideActor, connection: Connection, given: Given): Promise<Found> {
  const acting: OutsideActor = { ...actor };
  return mutate(acting, async (change) => {
    await lockOrgRow(change.tx, connection.orgId);
    const identity = await findIdentity(change.tx, connection, given.answer);
    const found = identity?.confirmedAt
      ? await known(change, connection, given, identity.userId)
      : await firstTime(change, connection, given, identity);
    if (found.kind !== "person") return found;
    acting.userId = found.userId;
    await followGroups(change, connection, given.answer, found.userId);
    return found;
  });
}

type Identity = typeof ssoIdentities.$inferSelect;

async function findIdentity(
  tx: Tx,
  { id }: Connection,
  { issuer, subject }: KeptAnswer,
): Promise<Identity | undefined> {
  const [row] = await tx
    .select()
    .from(ssoIdentities)
    .where(
      and(eq(ssoIdentities.connectionId, id), eq(ssoIdentities.issuer, issuer), eq(ssoIdentities.subject, subject)),
    )
    .for("update");
  return row;
}

/** Somebody who was taken out of the org stays out, unless they are invited anew. */
async function known(change: Outside, connection: Connection, { email }: Given, userId: string): Promise<Found> {
  const { orgId } = connection;
  const isIn =
    (await isMember(change.tx, orgId, userId)) || (await joinOpenInvitation(change, { orgId, userId, email }));
  return isIn ? { kind: "person", userId } : refusedAs(notMember(email));
}

async function firstTime(
  change: Outside,
  connection: Connection,
  given: Given,
  identity: Identity | undefined,
): Promise<Found> {
  const { tx, now: at } = change;
  const { email } = given;
  const [account] = await tx
    .select({ id: users.id, deletedAt: users.deletedAt })
    .from(users)
    .where(eq(users.email, email));
  if (!account) {
    if (await addressHeld(tx, email, at)) return refusedAs(notMember(email));
    return newPerson(change, connection, given);
  }
  const unused = await neverSignedIn(tx, connection.orgId, account.id);
  if (!unused) return askOwner(change, connection, given, account.id, identity);
  await link(change, connection, given.answer, account.id, identity);
  return { kind: "person", userId: account.id };
}

async function newPerson(change: Outside, connection: Connection, { email, answer }: Given): Promise<Found> {
  const { tx, audit, now: at } = change;
  const { orgId } = connection;
  const userId = newId("user");
  const name = assertedBy(connection.mapping, answer).name ?? email.slice(0, email.indexOf("@"));
  // Who holds the domain's DNS holds its mail: the org has proven the address.
  await tx.insert(users).values({ id: userId, email, name, emailProvenAt: at, createdAt: at });
  const invited = await joinOpenInvitation(change, { orgId, userId, email });
  if (!invited && !connection.createsMembers) {
    await tx.delete(users).where(eq(users.id, userId));
    const check = { ...notMember(email), expected: "an invitation: this organization lets nobody in without one" };
    audit({ orgId, action: "connection.refused", object: object(connection), after: { failed: check.name } });
    return refusedAs(check);
  }
  audit({ userId, action: "user.created", object: { type: "user", id: userId }, after: { through: "sso" } });
  if (!invited) await join(change, connection, userId);
  await link(change, connection, answer, userId, undefined);
  return { kind: "person", userId };
}

/** An account of before is its owner's: a mail asks them, and a newer one ends the link of the one before. */
async function askOwner(
  change: Outside,
  connection: Connection,
  { email, answer }: Given,
  userId: string,
  identity: Identity | undefined,
): Promise<Found> {
  const { tx, audit, enqueue, now: at } = change;
  // Whoever sits at the provider cannot fill a mailbox: the last link goes on working.
  if (identity && !(await takeLimit("sso_link.email", email)).ok) return { kind: "mailed" };
  const linkExpiresAt = new Date(at.getTime() + linkDays * 24 * 3600 * 1000);
  const identityId = identity?.id ?? newId("ssoIdentity");
  if (identity) {
    await tx
      .update(ssoIdentities)
      .set({ userId, linkVersion: identity.linkVersion + 1, linkExpiresAt })
      .where(eq(ssoIdentities.id, identity.id));
  } else {
    const { issuer, subject } = answer;
    await tx
      .insert(ssoIdentities)
      .values({ id: identityId, connectionId: connection.id, issuer, subject, userId, createdAt: at, linkExpiresAt });
  }
  const { orgId } = connection;
  audit({ orgId, userId, action: "connection.link_mailed", object: object(connection), after: { email } });
  await enqueue("send_sso_link", { identityId });
  return { kind: "mailed" };
}

/** Whether nobody ever signed in to an account that is in this org alone, as directory sync makes them. */
async function neverSignedIn(tx: Tx, orgId: number, userId: string): Promise<boolean> {
  const [row] = await tx.execute<{ unused: boolean }>(sql`
    select u.password_hash is null and u.two_factor_enrolled_at is null and u.deleted_at is null
      and not exists (select 1 from passkeys p where p.user_id = u.id)
      and not exists (select 1 from sessions s where s.user_id = u.id)
      and not exists (select 1 from sso_identities i where i.user_id = u.id and i.confirmed_at is not null)
      and exists (select 1 from members m where m.user_id = u.id and m.org_id = ${orgId})
      and not exists (select 1 from members m where m.user_id = u.id and m.org_id <> ${orgId}) as unused
    from users u where u.id = ${userId}`);
  return row?.unused ?? false;
}

/** The identity is this account's from now on. */
async function link(
  { tx, audit, now: at }: Outside,
  connection: Connection,
  { issuer, subject }: KeptAnswer,
  userId: string,
  identity: Identity | undefined,
): Promise<void> {
  const set = { userId, confirmedAt: at, linkExpiresAt: null };
  if (identity) await tx.update(ssoIdentities).set(set).where(eq(ssoIdentities.id, identity.id));
  else {
    const id = newId("ssoIdentity");
    await tx.insert(ssoIdentities).values({ id, connectionId: connection.id, issuer, subject, createdAt: at, ...set });
  }
  audit({
    orgId: connection.orgId,
    userId,
    action: "connection.identity_linked",
    object: { type: "user", id: userId },
    after: { connection: connection.id },
  });
}

/** S4: Member, with nothing beyond All users. */
async function join({ tx, audit, now: at }: Outside, { orgId, id }: Connection, userId: string): Promise<void> {
  await tx.insert(members).values({ orgId, userId, role: "member", joinedAt: at, lastActiveAt: at });
  audit({
    orgId,
    action: "member.joined",
    object: { type: "member", id: userId },
    after: { role: "member", through: "sso", connection: id },
  });
}

/** In the teams of the groups the provider names now, and in no other team that a group stands for. */
async function followGroups(
  { tx, audit, now: at }: Outside,
  connection: Connection,
  answer: KeptAnswer,
  userId: string,
): Promise<void> {
  const { orgId } = connection;
  const mapped = await tx.select().from(connectionTeams).where(eq(connectionTeams.connectionId, connection.id));
  if (mapped.length === 0) return;
  const { groups } = assertedBy(connection.mapping, answer);
  const wanted = new Set(mapped.filter(({ group }) => groups.includes(group)).map(({ teamId }) => teamId));
  const others = [...new Set(mapped.map(({ teamId }) => teamId))].filter((id) => !wanted.has(id));
  const added = await tx.execute<{ team_id: string }>(sql`
    insert into team_members (org_id, team_id, user_id, added_at)
    select ${orgId}, t.id, ${userId}, ${at.toISOString()}::timestamptz from teams t
    where t.org_id = ${orgId} and t.id = any(${textArray([...wanted])})
    on conflict (team_id, user_id) do nothing returning team_id`);
  const removed = await tx.execute<{ team_id: string }>(sql`
    delete from team_members where org_id = ${orgId} and user_id = ${userId}
      and team_id = any(${textArray(others)}) returning team_id`);
  const place = (id: string) => ({ orgId, object: { type: "team" as const, id } });
  for (const { team_id } of added) audit({ ...place(team_id), action: "team.member_added", after: { user: userId } });
  for (const { team_id } of removed)
    audit({ ...place(team_id), action: "team.member_removed", before: { user: userId } });
}

async function isMember(tx: Tx, orgId: number, userId: string): Promise<boolean> {
  const [row] = await tx
    .select({ userId: members.userId })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return row !== undefined;
}

function object({ id }: Connection) {
  return { type: "connection" as const, id };
}

function notMember(email: string): Check {
  return {
    name: "membership",
    label: "Membership",
    expected: "a member, or an open invitation",
    found: email,
    ok: false,
  };
}

function refusedAs(check: Check): Found {
  return { kind: "refused", check };
}
