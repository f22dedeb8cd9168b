import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { findOrgActor } from "@/db/queries/actors";
import { listUnenrolled } from "@/db/queries/org-security";
import {
  halfSignIns,
  members,
  orgs,
  passkeys,
  recoveryCodes,
  secondFactors,
  securityNotices,
  signInTickets,
  trustedDevices,
  users,
} from "@/db/schema";
import { createSession, idleSince, sessionUser } from "@/lib/auth/sessions";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { renameOrg } from "@/lib/orgs/orgs";
import { auditedOf, signedIn, userRow } from "@/lib/testing/account";
import { addMember, auditedIn, makeOrg, someOrigin, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { withApp } from "@/lib/testing/two-factor";
import { addFactor } from "./enrolment";
import { resetTwoFactor } from "./reset";

const reset = (actor: OrgActor, target: UserActor) => resetTwoFactor(actor, { userId: target.user.id });

/** Counts as somebody with a second factor, where it does not matter which. */
async function enrol({ user }: UserActor): Promise<void> {
  await db().update(users).set({ twoFactorEnrolledAt: new Date() }).where(eq(users.id, user.id));
}

/** A member with an app and its recovery codes, a passkey, texts, a trusted device and a session that showed the app. */
async function withEverything(owner: OrgActor): Promise<{ person: OrgActor; cookie: string }> {
  const person = await addMember(owner, "member");
  await withApp(person);
  const [userId, at] = [person.user.id, new Date()];
  await db()
    .insert(secondFactors)
    .values({ id: newId("secondFactor"), userId, kind: "text", createdAt: at, confirmedAt: at });
  await db()
    .insert(passkeys)
    .values({
      id: newId("passkey"),
      userId,
      name: "Key",
      credentialId: newSecret(),
      publicKey: Buffer.from("key"),
      counter: 0,
      transports: [],
      backupEligible: false,
      backedUp: false,
      createdAt: at,
    });
  await db()
    .insert(trustedDevices)
    .values({
      id: newId("trustedDevice"),
      userId,
      tokenHash: newSecret(),
      createdAt: at,
      lastUsedAt: at,
      expiresAt: new Date(at.getTime() + 60_000),
    });
  const waiting = {
    browserHash: "x",
    userId,
    methods: ["password"],
    createdAt: at,
    expiresAt: new Date(at.getTime() + 60_000),
  };
  await db()
    .insert(halfSignIns)
    .values({ ...waiting, id: newId("halfSignIn"), tokenHash: newSecret(), returnTo: "/" });
  await db()
    .insert(signInTickets)
    .values({ ...waiting, ticketHash: newSecret() });
  return { person, cookie: await signIn(person, ["password", "totp"]) };
}

const signIn = ({ user }: UserActor, methods = ["password"]) => createSession(user.id, { methods }, someOrigin());

async function holdings({ user }: UserActor) {
  return {
    factors: await db().$count(secondFactors, eq(secondFactors.userId, user.id)),
    passkeys: await db().$count(passkeys, eq(passkeys.userId, user.id)),
    codes: await db().$count(recoveryCodes, eq(recoveryCodes.userId, user.id)),
    devices: await db().$count(trustedDevices, eq(trustedDevices.userId, user.id)),
    signIns:
      (await db().$count(halfSignIns, eq(halfSignIns.userId, user.id))) +
      (await db().$count(signInTickets, eq(signInTickets.userId, user.id))),
  };
}
const allThere = { factors: 2, passkeys: 1, codes: 10, devices: 1, signIns: 2 };
const nothing = { factors: 0, passkeys: 0, codes: 0, devices: 0, signIns: 0 };

/** What stands between the cookie's session and the org. */
async function stepInto(cookie: string, { org }: OrgActor) {
  const at = new Date(Date.now() + 1000);
  const key = { tokenHash: sha256(cookie), at, idleSince: idleSince(at), origin: someOrigin() };
  const found = await findOrgActor(key, org.id);
  if (!found) throw new Error("The session is over, or not a member's.");
  return found.step;
}

async function resetAt(owner: OrgActor, { user }: UserActor): Promise<Date | null | undefined> {
  const [row] = await db()
    .select({ at: members.twoFactorResetAt })
    .from(members)
    .where(and(eq(members.orgId, owner.org.id), eq(members.userId, user.id)));
  return row?.at;
}

/** The kinds of the person's notices, and whether a mail of each is on its way. */
async function noticesOf({ user }: UserActor): Promise<string[]> {
  const rows = await db()
    .select()
    .from(securityNotices)
    .where(eq(securityNotices.userId, user.id))
    .orderBy(securityNotices.createdAt);
  for (const { id } of rows) expect(await waitingJobs("send_security_notice", id)).toHaveLength(1);
  return rows.map(({ kind }) => kind);
}

/** Sets texts up anew, as their page does once a code was typed. */
function enrolAnew(actor: UserActor) {
  return addFactor(actor, "text", async ({ tx, now }) => {
    const userId = actor.user.id;
    await tx.delete(secondFactors).where(and(eq(secondFactors.userId, userId), eq(secondFactors.kind, "text")));
    await tx
      .insert(secondFactors)
      .values({ id: newId("secondFactor"), userId, kind: "text", createdAt: now, confirmedAt: now });
    return { replaced: false };
  });
}

describe("who resets a member's second factor", () => {
  const every: OrgRole[] = ["owner", "admin", "billing_admin", "member"];
  test.each(every.flatMap((own) => every.map((target) => ({ own, target }))))(
    "[R4] [T3] $own that of somebody who is $target",
    async ({ own, target }) => {
      const owner = await makeOrg();
      const actor = own === "owner" ? owner : await addMember(owner, own);
      const person = await addMember(owner, target);
      await enrol(person);
      const may = own === "owner" || (own === "admin" && target === "member");
      const refused = own === "owner" || own === "admin" ? "target_not_below" : "Forbidden";
      expect(await refusal(reset(actor, person))).toBe(may ? "done" : refused);
      expect((await userRow(person)).twoFactorEnrolledAt === null).toBe(may);
    },
  );

  test("[T3] nobody their own, nor that of a person who has none", async () => {
    const owner = await makeOrg();
    await enrol(owner);
    expect(await refusal(reset(owner, owner))).toBe("target_not_below");
    expect((await userRow(owner)).twoFactorEnrolledAt).not.toBeNull();
    const person = await addMember(owner, "member");
    expect(await refusal(reset(owner, person))).toBe("factor_missing");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[A6] needs a confirmation, and leaves everything without one", async () => {
    const owner = await makeOrg();
    const { person, cookie } = await withEverything(owner);
    expect(await refusal(reset(unconfirmed(owner), person))).toBe("ConfirmationNeeded");
    expect(await holdings(person)).toEqual(allThere);
    expect(await stepInto(cookie, owner)).toBeNull();
  });

  test("[SEC-R35] somebody else's people are not found, from neither side", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const theirs = await addMember(other, "member");
    await enrol(theirs);
    expect(await refusal(reset(owner, theirs))).toBe("NotFound");
    expect(await refusal(reset({ ...owner, org: other.org }, theirs))).toBe("NotFound");
    expect(await refusal(resetTwoFactor(owner, { userId: newId("user") }))).toBe("NotFound");
    expect((await userRow(theirs)).twoFactorEnrolledAt).not.toBeNull();
  });
});

describe("somebody who is in this org alone", () => {
  test("[T3] loses every factor, code and trusted device, and every session", async () => {
    const owner = await makeOrg();
    const { person, cookie } = await withEverything(owner);
    const bystander = await withEverything(owner);
    const elsewhere = await signIn(person);
    expect(await holdings(person)).toEqual(allThere);
    expect(await reset(owner, person)).toEqual({ everywhere: true });
    expect(await holdings(person)).toEqual(nothing);
    expect(await userRow(person)).toMatchObject({ twoFactorEnrolledAt: null, lastFactor: null });
    expect(await Promise.all([cookie, elsewhere].map(sessionUser))).toEqual([null, null]);
    expect(await holdings(bystander.person)).toEqual(allThere);
    expect(await sessionUser(bystander.cookie)).toBe(bystander.person.user.id);
  });

  test("[T3] is asked for a factor anew where the org requires one, and else comes in without", async () => {
    const owner = await makeOrg();
    const { person } = await withEverything(owner);
    await reset(owner, person);
    expect(await resetAt(owner, person)).toBeNull();
    const cookie = await signIn(person);
    expect(await stepInto(cookie, owner)).toBeNull();
    await db().update(orgs).set({ twoFactorFrom: new Date() }).where(eq(orgs.id, owner.org.id));
    expect(await stepInto(cookie, owner)).toBe("enrol");
    // A sign-in that was about to become a session while the factor was taken away shows nothing, either.
    expect(await stepInto(await signIn(person, ["password", "totp"]), owner)).toBe("enrol");
  });

  test("[T3] [L1] gets the mail; both logs say who did it", async () => {
    const owner = await makeOrg();
    const { person } = await withEverything(owner);
    const before = (await auditedIn(owner.org.id)).length;
    await reset(owner, person);
    expect(await noticesOf(person)).toEqual(["factor_added", "two_factor_reset"]);
    expect((await auditedIn(owner.org.id)).slice(before)).toEqual(["user.factor_removed", "member.two_factor_reset"]);
    expect((await auditedOf(person)).at(-1)).toBe("user.factor_removed");
    const entries = await db().execute(sql`select actor_id, object_id, after from audit_entries
      where action = 'member.two_factor_reset' and org_id = ${owner.org.id}`);
    expect([...entries]).toEqual([
      { actor_id: owner.user.id, object_id: person.user.id, after: { extent: "everywhere" } },
    ]);
  });

  test("[T3] an org that was deleted counts for nothing", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const { person } = await withEverything(owner);
    await addMember(other, "member", person);
    await db().update(orgs).set({ deletedAt: new Date() }).where(eq(orgs.id, other.org.id));
    expect(await reset(owner, person)).toEqual({ everywhere: true });
    expect(await holdings(person)).toEqual(nothing);
  });

  test("[T3] [Q1] two admins at the same moment: one resets it, the other learns that there is none", async () => {
    const owner = await makeOrg();
    const { person } = await withEverything(owner);
    const admins = [await addMember(owner, "admin"), await addMember(owner, "admin")];
    const runs = admins.map((admin) => () => reset(admin, person));
    const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
    expect((await refusals(await race(runs, { holding }))).sort()).toEqual(["done", "factor_missing"]);
    expect(await noticesOf(person)).toEqual(["factor_added", "two_factor_reset"]);
  });
});

describe("somebody who is in other orgs, too", () => {
  async function inTwo() {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const { person, cookie } = await withEverything(owner);
    const there = await addMember(other, "admin", person);
    return { owner, other, person, there, cookie };
  }

  test("[T3] keeps their factors, sessions and other orgs; this one alone is closed to them", async () => {
    const { owner, other, person, there, cookie } = await inTwo();
    expect(await reset(owner, person)).toEqual({ everywhere: false });
    expect(await holdings(person)).toEqual(allThere);
    expect((await userRow(person)).twoFactorEnrolledAt).not.toBeNull();
    expect(await resetAt(owner, person)).toEqual(expect.any(Date));
    expect(await resetAt(other, person)).toBeNull();
    // They are asked for one, so they are among those who have none yet, here alone.
    const asked = async (org: OrgActor) => (await listUnenrolled(org, 1)).rows.map(({ userId }) => userId);
    expect(await asked(owner)).toContain(person.user.id);
    expect(await asked(other)).not.toContain(person.user.id);
    expect([await stepInto(cookie, owner), await stepInto(cookie, other)]).toEqual(["again", null]);
    const later = await signIn(person, ["password", "totp"]);
    expect([await stepInto(later, owner), await stepInto(later, other)]).toEqual(["enrol", null]);
    expect(await refusal(renameOrg(there, { name: "Still open" }))).toBe("done");
  });

  test("[T3] comes in again once any factor is set up; signing in with an old one is not that", async () => {
    const { owner, other, person } = await inTwo();
    await addMember(await makeOrg(), "member", person);
    await reset(owner, person);
    const actor = await signedIn(person);
    expect(await stepInto(actor.cookie, owner)).toBe("enrol");
    const { cookie, codes } = await enrolAnew(actor);
    expect([await stepInto(cookie, owner), await stepInto(cookie, other)]).toEqual([null, null]);
    expect(await resetAt(owner, person)).toBeNull();
    expect(await sessionUser(actor.cookie)).toBeNull();
    // They have codes from before.
    expect(codes).toBeNull();
    expect(await noticesOf(person)).toEqual(["factor_added", "two_factor_reset", "factor_added"]);
  });

  test("[T3] setting one up opens each org that reset it", async () => {
    const { owner, other, person } = await inTwo();
    await reset(owner, person);
    await reset(other, person);
    const actor = await signedIn(person);
    expect([await stepInto(actor.cookie, owner), await stepInto(actor.cookie, other)]).toEqual(["enrol", "enrol"]);
    const { cookie } = await enrolAnew(actor);
    expect([await stepInto(cookie, owner), await stepInto(cookie, other)]).toEqual([null, null]);
  });

  test("[T3] [L1] [SEC-R35] gets the mail; this org's log says it, the other's nothing", async () => {
    const { owner, other, person } = await inTwo();
    const before = [await auditedIn(owner.org.id), await auditedIn(other.org.id), await auditedOf(person)];
    await reset(owner, person);
    expect(await noticesOf(person)).toEqual(["factor_added", "two_factor_reset"]);
    const since = [await auditedIn(owner.org.id), await auditedIn(other.org.id), await auditedOf(person)];
    expect(since.map((log, index) => log.slice(before[index]?.length))).toEqual([["member.two_factor_reset"], [], []]);
    const entries = await db().execute(
      sql`select after from audit_entries where action = 'member.two_factor_reset' and org_id = ${owner.org.id}`,
    );
    expect([...entries]).toEqual([{ after: { extent: "in this organization" } }]);
  });
});
