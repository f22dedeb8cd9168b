import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { findOrgActor, findUserActor } from "@/db/queries/actors";
import { halfSignIns, knownBrowsers, sessions, signInTickets } from "@/db/schema";
import { nowhere, type UserActor } from "@/lib/authz/actor";
import { isConfirmed } from "@/lib/authz/confirmation";
import { now, setClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { removeMember } from "@/lib/members/off-boarding";
import { idsOf } from "@/lib/testing/account";
import { addMember, auditedIn, makeOrg, makeUser, someOrigin } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { withApp } from "@/lib/testing/two-factor";
import { confirmIdentity } from "@/lib/two-factor/confirm";
import { endOtherSessions, endSession, newEmailCode, proveEmailWithCode } from "@/lib/users/account";
import { changePassword } from "@/lib/users/password-change";
import { redeemTicket } from "./finish-sign-in";
import { standingOf } from "./known-browsers";
import { createSession, endSessionOfCookie, idleSince, livingSessions, sessionUser } from "./sessions";

const hour = 3600 * 1000;
const day = 24 * hour;
let resetClock: (() => void) | undefined;
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

function later(ms: number): void {
  const at = now().getTime() + ms;
  resetClock?.();
  resetClock = setClock(() => new Date(at));
}

function key(cookie: string) {
  return { tokenHash: sha256(cookie), at: now(), idleSince: idleSince(now()), origin: nowhere };
}

async function signedIn(person?: UserActor) {
  const user = person ?? (await makeUser());
  const cookie = await createSession(user.user.id, { methods: ["password"] }, someOrigin());
  const actor = await findUserActor(key(cookie));
  if (!actor) throw new Error("no session");
  return { cookie, actor };
}

describe("[A5] sessions", () => {
  test("[A5] only the hash of the cookie is stored, with device and address (SEC-R23)", async () => {
    const { cookie, actor } = await signedIn();
    const [row] = await db().select().from(sessions).where(eq(sessions.id, actor.session.id));
    expect(Buffer.from(cookie, "base64url")).toHaveLength(32);
    expect(JSON.stringify(row)).not.toContain(cookie);
    expect(row).toMatchObject({ tokenHash: sha256(cookie), agent: "Test/1.0", ip: expect.stringMatching(/^198\./) });
  });

  test("[A5] ends after seven days without use, and after thirty in all", async () => {
    const { cookie, actor } = await signedIn();
    later(7 * day - hour);
    expect(await sessionUser(cookie)).toBe(actor.user.id);
    later(2 * hour);
    expect([await sessionUser(cookie), await findUserActor(key(cookie))]).toEqual([null, null]);
    await db().update(sessions).set({ lastSeenAt: now() }).where(eq(sessions.id, actor.session.id));
    expect(await sessionUser(cookie)).toBe(actor.user.id);
    later(23 * day);
    await db().update(sessions).set({ lastSeenAt: now() }).where(eq(sessions.id, actor.session.id));
    expect([await sessionUser(cookie), await findUserActor(key(cookie))]).toEqual([null, null]);
  });

  test("[A5] an ended one is dead at once, everywhere (SEC-R26)", async () => {
    const { cookie, actor } = await signedIn();
    const org = await makeOrg({ owner: actor });
    expect(await findOrgActor(key(cookie), org.org.id)).toMatchObject({ actor: { role: "owner" } });
    await endSession(actor, actor.session.id);
    expect([
      await sessionUser(cookie),
      await findUserActor(key(cookie)),
      await findOrgActor(key(cookie), org.org.id),
    ]).toEqual([null, null, null]);
    expect(await refusal(endSession(actor, actor.session.id))).toBe("NotFound");
  });

  test("[A5] one's own are listed and ended; somebody else's are not found (SEC-R27)", async () => {
    const { actor, cookie } = await signedIn();
    const others = [await signedIn(actor), await signedIn(actor)];
    const stranger = await signedIn();
    expect((await livingSessions(actor.user.id)).map((row) => row.id).sort()).toEqual(
      [actor, ...others.map((other) => other.actor)].map(({ session }) => session.id).sort(),
    );
    expect(await refusal(endSession(actor, stranger.actor.session.id))).toBe("NotFound");
    expect(await sessionUser(stranger.cookie)).toBe(stranger.actor.user.id);
    expect(await endOtherSessions(actor)).toBe(2);
    expect(await Promise.all([cookie, ...others.map((other) => other.cookie)].map(sessionUser))).toEqual([
      actor.user.id,
      null,
      null,
    ]);
  });

  test("[A5] signing out ends the row; a made-up cookie is nobody", async () => {
    const { cookie } = await signedIn();
    await endSessionOfCookie(cookie);
    expect([await sessionUser(cookie), await sessionUser(newSecret()), await sessionUser("")]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("[A5] removal ends only that org's part", async () => {
    const owner = await makeOrg();
    const { cookie, actor } = await signedIn();
    const other = await makeOrg({ owner: actor });
    await addMember(owner, "member", actor);
    await removeMember(owner, { userId: actor.user.id });
    expect(await findOrgActor(key(cookie), owner.org.id)).toBeNull();
    expect(await findOrgActor(key(cookie), other.org.id)).toMatchObject({ step: null, actor: { role: "owner" } });
  });
});

describe("a finished sign-in", () => {
  async function ticketFor(person: UserActor) {
    const [ticket, browser] = [newSecret(), newSecret()];
    await db()
      .insert(signInTickets)
      .values({
        ticketHash: sha256(ticket),
        browserHash: sha256(browser),
        userId: person.user.id,
        methods: ["password"],
        createdAt: now(),
        expiresAt: new Date(now().getTime() + 60_000),
      });
    return { ticket, browser };
  }

  test("[A5] a ticket becomes one session, in its browser only, within a minute", async () => {
    const owner = await makeOrg();
    const { ticket, browser } = await ticketFor(owner);
    expect(await redeemTicket(ticket, newSecret(), nowhere)).toBeNull();
    const tries = await Promise.all([1, 2, 3].map(() => redeemTicket(ticket, browser, nowhere)));
    const won = tries.filter((answer) => answer !== null);
    expect(won).toHaveLength(1);
    expect(await sessionUser(won[0]?.cookie ?? "")).toBe(owner.user.id);
    expect(await auditedIn(owner.org.id)).toEqual(["user.signed_in"]);
    const late = await ticketFor(owner);
    later(61_000);
    expect(await redeemTicket(late.ticket, late.browser, nowhere)).toBeNull();
  });
});

describe("sign-ins under way", () => {
  async function underWay(person: UserActor) {
    const [ticket, browser] = [newSecret(), newSecret()];
    const [userId, at] = [person.user.id, now()];
    const soon = { userId, methods: ["password"], createdAt: at, expiresAt: new Date(at.getTime() + 60_000) };
    await db()
      .insert(signInTickets)
      .values({ ticketHash: sha256(ticket), browserHash: sha256(browser), ...soon });
    await db()
      .insert(halfSignIns)
      .values({ id: newId("halfSignIn"), tokenHash: newSecret(), browserHash: "x", returnTo: "/", ...soon });
    return {
      redeem: () => redeemTicket(ticket, browser, nowhere),
      left: async () =>
        (await db().$count(signInTickets, eq(signInTickets.userId, userId))) +
        (await db().$count(halfSignIns, eq(halfSignIns.userId, userId))),
    };
  }
  const password = "seven lanterns over quiet water";

  const endings: Record<string, (actor: UserActor) => Promise<unknown>> = {
    "ending all others": (actor) => endOtherSessions(actor),
    "another password": (actor) =>
      changePassword(actor, { current: password, password: "nine quiet herons over the marsh" }),
    "a first factor": (actor) => withApp(actor),
  };
  test.each(Object.keys(endings))("[A5] [SEC-R20] %s ends them with the sessions", async (name) => {
    const { actor } = await signedIn(await makeUser({ password }));
    const way = await underWay(actor);
    await endings[name]?.(actor);
    expect(await way.left()).toBe(0);
    expect(await way.redeem()).toBeNull();
  });

  test("[A5] one of them ends that one alone", async () => {
    const { actor } = await signedIn();
    const way = await underWay(actor);
    await endSession(actor, actor.session.id);
    expect(await way.left()).toBe(2);
  });

  test("[A5] one that becomes a session at that very moment does not outlive it, 10 times of 10", async () => {
    for (let time = 0; time < 10; time += 1) {
      const { actor } = await signedIn();
      const way = await underWay(actor);
      const [redeemed] = await race<unknown>([() => way.redeem(), () => endOtherSessions(actor)]);
      const made = redeemed?.status === "fulfilled" ? (redeemed.value as { cookie: string } | null) : null;
      // Whichever came first: what the ticket showed counts no more.
      if (made) expect(await sessionUser(made.cookie)).toBeNull();
    }
  });
});

describe("browsers that are known", () => {
  test("[SEC-R12] one that only a mailed link made known is new at its first sign-in, and known from then on", async () => {
    const person = await makeUser();
    const browser = newSecret();
    await db()
      .insert(knownBrowsers)
      .values([
        { userId: person.user.id, browserHash: "desk", knownSince: now(), seenAt: now() },
        { userId: person.user.id, browserHash: sha256(browser), seenAt: now() },
      ]);
    for (const notices of [1, 1]) {
      const ticket = newSecret();
      const row = { ticketHash: sha256(ticket), browserHash: sha256(browser), userId: person.user.id };
      await db()
        .insert(signInTickets)
        .values({ ...row, methods: ["password"], createdAt: now(), expiresAt: new Date(now().getTime() + 60_000) });
      await redeemTicket(ticket, browser, nowhere);
      expect(await idsOf(person, "security_notices")).toHaveLength(notices);
    }
    expect(await standingOf(person.user.id, sha256(browser))).toBe("signed_in");
  });
});

describe("what a session knows of its sign-in", () => {
  async function redeemed(person: UserActor, methods: string[]) {
    const [ticket, browser] = [newSecret(), newSecret()];
    const at = now();
    const row = { ticketHash: sha256(ticket), browserHash: sha256(browser), userId: person.user.id, methods };
    await db()
      .insert(signInTickets)
      .values({ ...row, createdAt: at, expiresAt: new Date(at.getTime() + 60_000) });
    const made = await redeemTicket(ticket, browser, nowhere);
    const [session] = await db()
      .select()
      .from(sessions)
      .where(eq(sessions.tokenHash, sha256(made?.cookie ?? "")));
    return session;
  }

  test("[A6] [T3] with a trusted device, or less than the strongest factor, nothing is confirmed yet", async () => {
    const { actor } = await withApp(await makeUser());
    expect((await redeemed(actor, ["password", "totp"]))?.confirmedAt).not.toBeNull();
    for (const methods of [
      ["password", "trusted_device"],
      ["password", "text"],
    ])
      expect((await redeemed(actor, methods))?.confirmedAt).toBeNull();
  });
});

describe("[A6] confirmation", () => {
  const password = "seven lanterns over quiet water";

  test("[A6] lasts 15 minutes from the confirmation and does not slide", async () => {
    const { actor } = await signedIn();
    const at = actor.session.confirmedAt?.getTime() ?? 0;
    const states = [0, 14.9, 15, 16].map((minutes) => isConfirmed(actor, new Date(at + minutes * 60_000)));
    expect(states).toEqual([true, true, false, false]);
  });

  test("[A6] the password renews it and changes the cookie; the old one is dead (SEC-R24)", async () => {
    const { actor, cookie } = await signedIn(await makeUser({ password }));
    later(20 * 60_000);
    expect(await refusal(confirmIdentity(actor, { password: "not this one at all" }, null))).toBe("wrong_credentials");
    expect(await sessionUser(cookie)).toBe(actor.user.id);
    const fresh = await confirmIdentity(actor, { password }, null);
    expect([await sessionUser(cookie), await sessionUser(fresh)]).toEqual([null, actor.user.id]);
    const again = await findUserActor(key(fresh));
    expect(again && isConfirmed(again, now())).toBe(true);
  });
});

describe("[I2] the mailed code of an account made through a copied link", () => {
  async function limited() {
    const org = await makeOrg();
    return makeUser({ limitedToOrgId: org.org.id });
  }

  test("[I2] proves the address once; a wrong one does not", async () => {
    const actor = await limited();
    const made = await newEmailCode(actor.user.id);
    const wrong = made?.code === "000000" ? "000001" : "000000";
    expect(await refusal(proveEmailWithCode(actor, wrong))).toBe("wrong_code");
    expect(await refusal(proveEmailWithCode(actor, made?.code ?? ""))).toBe("done");
    expect(await refusal(proveEmailWithCode(actor, made?.code ?? ""))).toBe("link_expired");
    expect(await newEmailCode(actor.user.id)).toBeNull();
  });

  test("[I2] a new code replaces the old one and wrong tries keep counting (SEC-R15)", async () => {
    const actor = await limited();
    const first = await newEmailCode(actor.user.id);
    const wrong = first?.code === "000000" ? "000001" : "000000";
    for (let time = 0; time < 3; time += 1) await refusal(proveEmailWithCode(actor, wrong));
    const second = await newEmailCode(actor.user.id);
    const third = second?.code === wrong ? "999999" : wrong;
    for (let time = 0; time < 2; time += 1) expect(await refusal(proveEmailWithCode(actor, third))).toBe("wrong_code");
    expect(await refusal(proveEmailWithCode(actor, second?.code ?? ""))).toBe("throttled");
  });

  test("[I2] a code runs out after ten minutes and belongs to one account", async () => {
    const [one, two] = [await limited(), await limited()];
    const code = (await newEmailCode(one.user.id))?.code ?? "";
    expect(await refusal(proveEmailWithCode(two, code))).toBe("link_expired");
    later(10 * 60_000 + 1000);
    expect(await refusal(proveEmailWithCode(one, code))).toBe("link_expired");
  });
});
