import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import {
  halfSignIns,
  knownBrowsers,
  phoneCodes,
  recoveryCodes,
  secondFactors,
  securityNotices,
  signInTickets,
  trustedDevices,
  users,
} from "@/db/schema";
import { sessionUser } from "@/lib/auth/sessions";
import { product, type UserActor } from "@/lib/authz/actor";
import { newId, newSecret } from "@/lib/ids";
import { linkToken } from "@/lib/links";
import { mutate } from "@/lib/mutate";
import { auditedOf, userRow } from "@/lib/testing/account";
import { makeUser, outsider, waitingJobs } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { inSession, withApp } from "@/lib/testing/two-factor";
import { addFactor } from "@/lib/two-factor/enrolment";
import { makeRecoveryCodes } from "@/lib/two-factor/recovery-codes";
import { confirmBrowser, startBrowserLink } from "./password-reset";
import { askPhone, newPhoneCode, verifyPhone } from "./phone";
import type { SecurityKind } from "./security-kinds";
import { noteSecurity, refuseNotice } from "./security-notices";

const hour = 3_600_000;
let numbers = 20;
/** A number of its own for each: so many codes a day go to one. */
function somePhone(): string {
  numbers += 1;
  return `+49309018${numbers}`;
}

/** Where the link of a notice is opened. A mailbox alone takes no second factor away (SEC-R18). */
type Place = { where: string; knownFor: number | null; hash: string | null };
const strange: Place[] = [
  { where: "a browser that the account does not know", knownFor: null, hash: "strange" },
  { where: "a browser known only since after it", knownFor: -hour, hash: "new" },
  { where: "a browser known from the very moment of it", knownFor: 0, hash: "same" },
  { where: "a browser that says nothing of itself", knownFor: null, hash: null },
];
const named = (places: Place[]) => places.map((place) => [place.where, place] as const);
const before: Place = { where: "a browser known before it", knownFor: hour, hash: "desk" };

/** The latest notice of one kind. */
async function noticeOf({ user }: UserActor, kind: SecurityKind) {
  const rows = await db()
    .select()
    .from(securityNotices)
    .where(and(eq(securityNotices.userId, user.id), eq(securityNotices.kind, kind)))
    .orderBy(securityNotices.createdAt);
  const notice = rows.at(-1);
  if (!notice) throw new Error("no such notice");
  return notice;
}

/** "This was not me", said of the latest notice of that kind in such a browser. */
async function refuse(person: UserActor, kind: SecurityKind, { knownFor, hash }: Place): Promise<void> {
  const { id, createdAt } = await noticeOf(person, kind);
  if (knownFor !== null && hash) {
    const knownSince = new Date(createdAt.getTime() - knownFor);
    await db()
      .insert(knownBrowsers)
      .values({ userId: person.user.id, browserHash: hash, knownSince, seenAt: new Date() })
      .onConflictDoNothing();
  }
  await refuseNotice(outsider(), linkToken("not-me", id), hash);
}

/** With a password that nobody types here. */
async function withPassword(): Promise<UserActor> {
  const person = await makeUser();
  await db().update(users).set({ passwordHash: "a hash" }).where(eq(users.id, person.user.id));
  return person;
}

/** Somebody with a password and an app, who trusts a device and has a sign-in half way and one all but done. */
async function makePerson() {
  const person = await withPassword();
  const { actor } = await withApp(person);
  const { cookie } = await inSession(person, ["password", "totp"]);
  const [userId, at] = [person.user.id, new Date()];
  const soon = { createdAt: at, expiresAt: new Date(at.getTime() + 60_000) };
  const browser = { browserHash: "thief", userId, methods: ["password"] };
  await db()
    .insert(trustedDevices)
    .values({ id: newId("trustedDevice"), userId, tokenHash: newSecret(), lastUsedAt: at, ...soon });
  await db()
    .insert(halfSignIns)
    .values({ id: newId("halfSignIn"), tokenHash: newSecret(), returnTo: "/", ...browser, ...soon });
  await db()
    .insert(signInTickets)
    .values({ ticketHash: newSecret(), ...browser, ...soon });
  await db()
    .insert(phoneCodes)
    .values({ userId, phone: somePhone(), ...soon });
  return { person, actor, cookie };
}

async function factorsOf({ user }: UserActor) {
  const rows = await db().select().from(secondFactors).where(eq(secondFactors.userId, user.id));
  return {
    kinds: rows.map(({ kind }) => kind).sort(),
    codes: await db().$count(recoveryCodes, eq(recoveryCodes.userId, user.id)),
    enrolled: (await userRow({ user } as UserActor)).twoFactorEnrolledAt !== null,
  };
}

/** Switches texts on, as their page does once a code was typed. */
function switchTextsOn(actor: UserActor) {
  return addFactor(actor, "text", async ({ tx, now }) => {
    const row = { id: newId("secondFactor"), userId: actor.user.id, kind: "text", createdAt: now, confirmedAt: now };
    await tx.insert(secondFactors).values(row);
    return { replaced: false };
  });
}

async function verifyOne(actor: UserActor): Promise<string> {
  const phone = somePhone();
  await askPhone(actor, { phone });
  const made = await newPhoneCode(actor.user.id);
  await verifyPhone(actor, { code: made?.code ?? "" });
  return phone;
}

/** What ends wherever "this was not me" is said. `knows`: browsers that are known after it, the one it was said in at most. */
async function expectClosed(person: UserActor, cookies: string[], knows = 0): Promise<void> {
  const { id } = person.user;
  expect(await Promise.all(cookies.map(sessionUser))).toEqual(cookies.map(() => null));
  expect(await userRow(person)).toMatchObject({ passwordHash: null, passwordChangedAt: expect.any(Date) });
  expect(await db().$count(trustedDevices, eq(trustedDevices.userId, id))).toBe(0);
  expect(await db().$count(halfSignIns, eq(halfSignIns.userId, id))).toBe(0);
  expect(await db().$count(signInTickets, eq(signInTickets.userId, id))).toBe(0);
  expect(await db().$count(knownBrowsers, eq(knownBrowsers.userId, id))).toBe(knows);
  expect(await db().$count(phoneCodes, eq(phoneCodes.userId, id))).toBe(0);
  expect(await waitingJobs("send_password_reset", person.user.email)).toHaveLength(1);
  expect((await auditedOf(person)).at(-1)).toBe("user.notice_refused");
}

describe("“this was not me” to a factor that was added", () => {
  test("[SEC-R12] [SEC-R18] takes it and its recovery codes away in a browser known before it", async () => {
    const { person, cookie } = await makePerson();
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
    await refuse(person, "factor_added", before);
    expect(await factorsOf(person)).toEqual({ kinds: [], codes: 0, enrolled: false });
    await expectClosed(person, [cookie], 1);
  });

  test.each(named(strange))(
    "[SEC-R18] leaves it in %s: a mailbox alone takes no second factor away",
    async (_, place) => {
      const { person, cookie } = await makePerson();
      await refuse(person, "factor_added", place);
      expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
      await expectClosed(person, [cookie]);
    },
  );

  test("[SEC-R18] takes what came with it or after it, and leaves what was there before", async () => {
    const { person, actor } = await makePerson();
    const first = await noticeOf(person, "factor_added");
    await switchTextsOn(actor);
    await db()
      .update(users)
      .set({ phone: somePhone(), phoneVerifiedAt: new Date() })
      .where(eq(users.id, person.user.id));
    await refuse(person, "factor_added", before);
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
    await refuseNotice(outsider(), linkToken("not-me", first.id), before.hash);
    // The browser it was said in is known still, for the other mails.
    expect(await factorsOf(person)).toEqual({ kinds: [], codes: 0, enrolled: false });
  });

  test("[SEC-R18] a notice of the first one takes the later ones, too", async () => {
    const { person, actor } = await makePerson();
    const { id, createdAt } = await noticeOf(person, "factor_added");
    await switchTextsOn(actor);
    const knownSince = new Date(createdAt.getTime() - hour);
    const known = { userId: person.user.id, browserHash: "desk", knownSince, seenAt: createdAt };
    await db().insert(knownBrowsers).values(known);
    await refuseNotice(outsider(), linkToken("not-me", id), "desk");
    expect(await factorsOf(person)).toEqual({ kinds: [], codes: 0, enrolled: false });
  });

  test("[SEC-R18] a browser that another account knows is a strange one here", async () => {
    const { person } = await makePerson();
    const other = await makeUser();
    const knownSince = new Date(Date.now() - hour);
    const known = { userId: other.user.id, browserHash: "shared", knownSince, seenAt: new Date() };
    await db().insert(knownBrowsers).values(known);
    await refuse(person, "factor_added", { where: "", knownFor: null, hash: "shared" });
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
    expect(await db().$count(knownBrowsers, eq(knownBrowsers.userId, other.user.id))).toBe(1);
  });

  test("[SEC-R35] leaves everybody else's factors", async () => {
    const [one, two] = [await makePerson(), await makePerson()];
    await refuse(one.person, "factor_added", before);
    expect(await factorsOf(two.person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
    expect(await sessionUser(two.cookie)).toBe(two.person.user.id);
    expect(await db().$count(trustedDevices, eq(trustedDevices.userId, two.person.user.id))).toBe(1);
  });

  test("[SEC-R12] works once", async () => {
    const { person } = await makePerson();
    await refuse(person, "factor_added", before);
    expect(await refusal(refuse(person, "factor_added", before))).toBe("link_used");
  });
});

describe("“this was not me” to new recovery codes", () => {
  test("[SEC-R17] [SEC-R18] takes the codes in a browser known before them; the factor stays", async () => {
    const { person, actor, cookie } = await makePerson();
    await makeRecoveryCodes(actor);
    await refuse(person, "recovery_codes_made", before);
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 0, enrolled: true });
    await expectClosed(person, [cookie], 1);
  });

  test.each(named(strange))("[SEC-R18] leaves them in %s", async (_, place) => {
    const { person, actor, cookie } = await makePerson();
    await makeRecoveryCodes(actor);
    await refuse(person, "recovery_codes_made", place);
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
    await expectClosed(person, [cookie]);
  });
});

describe("“this was not me” to another phone number", () => {
  /** Somebody whose number was verified just now, with texts on or off. */
  async function withNumber(texts: boolean) {
    const person = await withPassword();
    const actor = await inSession(person);
    const phone = await verifyOne(actor);
    const cookie = texts ? (await switchTextsOn(actor)).cookie : actor.cookie;
    return { person, cookie, kept: { number: phone, verified: true } };
  }
  const numberOf = async (person: UserActor) => {
    const { phone: number, phoneVerifiedAt } = await userRow(person);
    return { number, verified: phoneVerifiedAt !== null };
  };
  const gone = { number: null, verified: false };

  test.each(named(strange))("[SEC-R18] leaves the number that codes are texted to in %s", async (_, place) => {
    const { person, cookie, kept } = await withNumber(true);
    await refuse(person, "phone_changed", place);
    expect(await numberOf(person)).toEqual(kept);
    expect(await factorsOf(person)).toEqual({ kinds: ["text"], codes: 10, enrolled: true });
    await expectClosed(person, [cookie]);
  });

  test("[SEC-R18] takes it and the texts away in a browser known before it", async () => {
    const { person, cookie } = await withNumber(true);
    await refuse(person, "phone_changed", before);
    expect(await numberOf(person)).toEqual(gone);
    expect(await factorsOf(person)).toEqual({ kinds: [], codes: 0, enrolled: false });
    await expectClosed(person, [cookie], 1);
  });

  test.each(named([before, ...strange]))(
    "[C1] takes a number that no code is texted to away in %s",
    async (_, place) => {
      const { person, cookie } = await withNumber(false);
      await refuse(person, "phone_changed", place);
      expect(await numberOf(person)).toEqual(gone);
      expect(await factorsOf(person)).toEqual({ kinds: [], codes: 0, enrolled: false });
      await expectClosed(person, [cookie], place === before ? 1 : 0);
    },
  );

  test("[SEC-R18] an app beside the texts stays, with its codes", async () => {
    const { person, actor } = await makePerson();
    await verifyOne(actor);
    await switchTextsOn(actor);
    await refuse(person, "phone_changed", before);
    expect(await numberOf(person)).toEqual(gone);
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
  });
});

describe("“this was not me” to whatever came before a factor", () => {
  /** An intruder with the password: a notice of that kind, and then an app of theirs. */
  async function intruded(kind: SecurityKind) {
    const person = await withPassword();
    await mutate(outsider(), async (change) => {
      await noteSecurity(change, { kind, userId: person.user.id });
      change.audit({
        userId: person.user.id,
        action: "user.failures_told",
        object: { type: "user", id: person.user.id },
      });
    });
    await withApp(person);
    return person;
  }

  test.each(["new_device", "after_failures", "password_changed", "email_asked"] as const)(
    "[SEC-R12] to %s takes the intruder's factor, too, in a browser known before",
    async (kind) => {
      const person = await intruded(kind);
      await refuse(person, kind, before);
      expect(await factorsOf(person)).toEqual({ kinds: [], codes: 0, enrolled: false });
    },
  );

  test("[SEC-R18] and in a strange one it stays", async () => {
    const person = await intruded("new_device");
    await refuse(person, "new_device", { where: "", knownFor: null, hash: "strange" });
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
  });

  test("[SEC-R18] a browser that only a mailed link made known is strange, however long ago", async () => {
    const person = await withPassword();
    const link = await startBrowserLink(product, person.user.email);
    await confirmBrowser(outsider(), linkToken("browser", link?.id ?? ""), "linked");
    await withApp(person);
    await refuse(person, "factor_added", { where: "", knownFor: null, hash: "linked" });
    expect(await factorsOf(person)).toEqual({ kinds: ["totp"], codes: 10, enrolled: true });
    expect(await userRow(person)).toMatchObject({ passwordHash: null });
  });
});
