import "server-only";
import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { directoryUsers, domains, members, users } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import { isRuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { endMemberships } from "@/lib/members/members";
import { type Change, lockOrgRow, mutate } from "@/lib/mutate";
import { addressHeld } from "@/lib/users/address";
import { ScimError } from "./errors";
import { type Operation, patched } from "./patch";
import { userResource } from "./resources";
import { readUser, type UserDocument } from "./user-document";

/**
 * S5: the directory keeps who is a member of its org. It makes accounts of people who have none, in verified domains
 * alone; it never touches an account's address, name, password or factors, nor its other orgs, and gives no role above
 * Member. Whoever it deactivates loses their place with team places and grants, and gets a Member's back.
 */
export type Caller = { orgId: number; actor: OutsideActor };
type Row = typeof directoryUsers.$inferSelect;
type Work = Change<OutsideActor>;
const through = { through: "directory" };

export function createUser({ orgId, actor }: Caller, body: unknown): Promise<{ id: string }> {
  const given = readUser(body);
  return change(actor, orgId, async (work) => {
    const { tx, audit, now } = work;
    await assertNameFree(tx, orgId, given.userName);
    await assertInDomain(tx, orgId, given.email);
    const userId = given.active ? await takeIn(work, orgId, given) : null;
    const id = newId("directoryUser");
    await tx.insert(directoryUsers).values({ id, orgId, userId, ...stored(given), createdAt: now, changedAt: now });
    audit({
      orgId,
      action: "directory.user_created",
      object: { type: "directory_user", id },
      after: { user: userId, active: given.active },
    });
    return { id };
  });
}

export function replaceUser(caller: Caller, id: string, body: unknown, version: number | null): Promise<void> {
  return changeUser(caller, id, version, () => readUser(body));
}

export function patchUser(caller: Caller, id: string, operations: Operation[], version: number | null): Promise<void> {
  return changeUser(caller, id, version, (row) => {
    const { id: _, meta: __, groups: ___, schemas: ____, ...resource } = userResource({ ...row, groups: [] }, "");
    return readUser(patched(resource, operations));
  });
}

/** Gone from the directory, and from the org. Another of the same name may come later. */
export function deleteUser({ orgId, actor }: Caller, id: string, version: number | null): Promise<void> {
  return change(actor, orgId, async (work) => {
    const { tx, audit } = work;
    const row = await find(tx, orgId, id, version);
    if (row.active) await takeOutOf(work, row);
    await tx.delete(directoryUsers).where(eq(directoryUsers.id, id));
    audit({
      orgId,
      action: "directory.user_deleted",
      object: { type: "directory_user", id },
      before: { user: row.userId },
    });
  });
}

function changeUser(
  { orgId, actor }: Caller,
  id: string,
  version: number | null,
  read: (row: Row) => UserDocument,
): Promise<void> {
  return change(actor, orgId, async (work) => {
    const { tx, audit, now } = work;
    const row = await find(tx, orgId, id, version);
    const next = read(row);
    if (next.userName.toLowerCase() !== row.userName.toLowerCase()) await assertNameFree(tx, orgId, next.userName, id);
    let { userId } = row;
    if (next.active && !row.active) {
      await assertInDomain(tx, orgId, next.email);
      userId = await takeIn(work, orgId, next, row.userId);
    }
    if (!next.active && row.active) await takeOutOf(work, row);
    await tx
      .update(directoryUsers)
      .set({ ...stored(next), userId, version: row.version + 1, changedAt: now })
      .where(eq(directoryUsers.id, id));
    audit({
      orgId,
      action: "directory.user_changed",
      object: { type: "directory_user", id },
      before: { active: row.active },
      after: { active: next.active, user: userId },
    });
  });
}

function stored({ userName, externalId, active, attributes }: UserDocument) {
  return { userName, externalId, active, attributes };
}

/** A Member of the org, with the account of that address or a new one. Roles and grants of a member stay as they are. */
async function takeIn(work: Work, orgId: number, given: UserDocument, known: string | null = null): Promise<string> {
  const { tx, audit, enqueue, now } = work;
  const userId = known ?? (await accountOf(work, given));
  const [linked] = await tx
    .select({ id: directoryUsers.id })
    .from(directoryUsers)
    .where(
      and(
        eq(directoryUsers.orgId, orgId),
        eq(directoryUsers.userId, userId),
        ne(directoryUsers.userName, given.userName),
      ),
    );
  if (linked) throw new ScimError(409, "Another user of the directory has this e-mail address already.", "uniqueness");
  const added = await tx
    .insert(members)
    .values({ orgId, userId, role: "member", joinedAt: now, lastActiveAt: null })
    .onConflictDoNothing()
    .returning({ userId: members.userId });
  if (added.length > 0) {
    audit({
      orgId,
      action: "member.joined",
      object: { type: "member", id: userId },
      after: { role: "member", ...through },
    });
    await enqueue("send_directory_added", { orgId, userId });
  }
  return userId;
}

async function accountOf({ tx, audit, now }: Work, { email, name }: UserDocument): Promise<string> {
  if (!email) throw new ScimError(400, "A user has an e-mail address.", "invalidValue");
  const [account] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), isNull(users.deletedAt)));
  if (account) return account.id;
  if (await addressHeld(tx, email, now)) {
    throw new ScimError(409, "This address belonged to another account until lately.", "uniqueness");
  }
  const id = newId("user");
  // The org has proven the domain, and with it the address.
  await tx.insert(users).values({ id, email, name, emailProvenAt: now, createdAt: now });
  audit({ userId: id, action: "user.created", object: { type: "user", id }, after: through });
  return id;
}

/** R1 holds for the directory, too: the last owner stays. */
async function takeOutOf(work: Work, { orgId, userId }: Row): Promise<void> {
  if (!userId) return;
  const [member] = await work.tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  if (!member) return;
  try {
    await endMemberships(work, orgId, [{ userId, role: member.role }], through);
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    throw new ScimError(409, error.message, "mutability");
  }
}

/** Whoever acts under the org's lock; the plan was asked before. */
export function change<R>(actor: OutsideActor, orgId: number, work: (change: Work) => Promise<R>): Promise<R> {
  return mutate(actor, async (change) => {
    await lockOrgRow(change.tx, orgId);
    return work(change);
  });
}

async function find(tx: Tx, orgId: number, id: string, version: number | null): Promise<Row> {
  const [row] = await tx
    .select()
    .from(directoryUsers)
    .where(and(eq(directoryUsers.orgId, orgId), eq(directoryUsers.id, id)))
    .for("update");
  if (!row) throw new ScimError(404, "There is no such user.");
  assertVersion(row.version, version);
  return row;
}

/** RFC 7644 §3.14: what was read meanwhile by somebody else is not overwritten. */
export function assertVersion(now: number, expected: number | null): void {
  if (expected !== null && expected !== now) {
    throw new ScimError(412, "The resource was changed meanwhile. Read it again.");
  }
}

async function assertNameFree(tx: Tx, orgId: number, userName: string, except = ""): Promise<void> {
  const [taken] = await tx
    .select({ id: directoryUsers.id })
    .from(directoryUsers)
    .where(
      and(
        eq(directoryUsers.orgId, orgId),
        eq(sql`lower(${directoryUsers.userName})`, userName.toLowerCase()),
        ne(directoryUsers.id, except),
      ),
    );
  if (taken) throw new ScimError(409, `There is a user ${userName} already.`, "uniqueness");
}

async function assertInDomain(tx: Tx, orgId: number, email: string | null): Promise<void> {
  const domain = email?.slice(email.indexOf("@") + 1);
  const [known] = domain
    ? await tx
        .select({ id: domains.id })
        .from(domains)
        .where(and(eq(domains.orgId, orgId), eq(domains.domain, domain), isNotNull(domains.verifiedAt)))
    : [];
  if (known) return;
  const detail = domain
    ? `${domain} is no verified domain of the organization. Verify it under Access & Security first.`
    : "A user has an e-mail address, in emails or as userName.";
  throw new ScimError(400, detail, "invalidValue");
}
