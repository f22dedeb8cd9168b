import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { members, orgs, pageVisits, projects, sessions, users } from "@/db/schema";
import { pauseAlert, subscribe } from "@/lib/alerts/subscriptions";
import { noteSeen } from "@/lib/auth/last-seen";
import { createSession, idleSince } from "@/lib/auth/sessions";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newSecret } from "@/lib/ids";
import { restoreOrg } from "@/lib/orgs/deletion";
import { renameOrg } from "@/lib/orgs/orgs";
import { requireTwoFactor, setSessionLimits } from "@/lib/orgs/security";
import { restoreOwnProject } from "@/lib/projects/deletion";
import { createReport } from "@/lib/reports/reports";
import { makeAlertPlace, signUps } from "@/lib/testing/alert-project";
import { movableClock } from "@/lib/testing/clock";
import { addMember, makeOrg, makeProject, makeUser, onProject, someOrigin } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { withApp } from "@/lib/testing/two-factor";
import { until } from "@/lib/testing/until";
import { removeApp } from "@/lib/two-factor/app";
import { listReachedProjects } from "./access";
import { listOwnVisits, listRecentPlaces } from "./account";
import { findOrgActor, findProjectActor, findUserActor, type SessionKey } from "./actors";
import { listOwnAlerts } from "./alerts";
import { getMyDeletedOrg } from "./deleted-orgs";
import { listOwnDeletedProjects } from "./deleted-projects";
import type { OrgStep } from "./org-gate";
import { listMyOrgs } from "./orgs";
import { listOwnProjects } from "./own-projects";
import { findStarter } from "./starters";
import { listTargets } from "./transfers";

const clock = movableClock();
const start = new Date("2026-11-26T08:00:00Z");
const hour = 3_600_000;
/** The moment so long after the start. */
const later = (hours: number, ms = 0) => new Date(start.getTime() + hours * hour + ms);
beforeEach(() => clock.set(start));
afterEach(() => clock.reset());

/** A session of the person that begins now. */
async function signIn({ user }: OrgActor, methods = ["password"]): Promise<string> {
  return sha256(await createSession(user.id, { methods }, someOrigin()));
}

/** How the session is looked up now. */
const keyOf = (tokenHash: string): SessionKey => ({
  tokenHash,
  at: now(),
  idleSince: idleSince(now()),
  origin: someOrigin(),
});

/** The person as the pages of an org find them, whatever stands between. */
async function actorIn(tokenHash: string, { org }: OrgActor): Promise<OrgActor> {
  const found = await findOrgActor(keyOf(tokenHash), org.id);
  if (!found) throw new Error("The session lives, and its person is a member.");
  return found.actor;
}

async function personOf(tokenHash: string) {
  const actor = await findUserActor(keyOf(tokenHash));
  if (!actor) throw new Error("The session lives.");
  return actor;
}

/** What stands between the session and the org: those who read the session and those who hold it say the same. */
async function stepInto(tokenHash: string, { person, project }: Place): Promise<OrgStep | null> {
  const key = keyOf(tokenHash);
  const [inOrg, inProject] = [await findOrgActor(key, person.org.id), await findProjectActor(key, project)];
  const mine = (await listMyOrgs(await personOf(tokenHash))).find(({ id }) => id === person.org.id);
  if (!inOrg || !inProject || !mine) throw new Error("A step is for members: they are found.");
  expect([inProject.step, mine.step]).toEqual([inOrg.step, inOrg.step]);
  return inOrg.step;
}

type Place = { owner: OrgActor; person: OrgActor; project: number };
type Asked = Partial<typeof orgs.$inferInsert>;

/** An org that asks this of sessions, with somebody in it who reaches its project. */
async function makePlace(asked: Asked = {}, user?: OrgActor): Promise<Place> {
  const owner = await makeOrg();
  const person = await addMember(owner, "admin", user);
  const project = await makeProject(owner);
  await ask(owner, asked);
  return { owner, person, project };
}

async function ask({ org }: OrgActor, asked: Asked): Promise<void> {
  if (Object.keys(asked).length > 0) await db().update(orgs).set(asked).where(eq(orgs.id, org.id));
}

async function enrol({ user }: OrgActor): Promise<void> {
  await db().update(users).set({ twoFactorEnrolledAt: now() }).where(eq(users.id, user.id));
}

/** With a requirement from the start on, and somebody with a second factor. */
async function makeRequiring(asked: Asked = {}): Promise<Place> {
  const place = await makePlace({ twoFactorFrom: start, ...asked });
  await enrol(place.person);
  return place;
}

describe("an org that asks for a second factor", () => {
  test("[T2] is open where none is required, and until its day", async () => {
    const open = await makePlace();
    expect(await stepInto(await signIn(open.person), open)).toBeNull();
    const waiting = await makePlace({ twoFactorFrom: later(24) });
    const session = await signIn(waiting.person);
    expect(await stepInto(session, waiting)).toBeNull();
    clock.set(later(24, -1));
    expect(await stepInto(session, waiting)).toBeNull();
    clock.set(later(24));
    expect(await stepInto(session, waiting)).toBe("enrol");
  });

  test("[T2] [SEC-R41] has whoever has none set one up, whatever their session showed", async () => {
    const place = await makePlace({ twoFactorFrom: start });
    for (const methods of [["password"], ["password", "totp"], ["passkey"], ["password", "trusted_device"]]) {
      expect(await stepInto(await signIn(place.person, methods), place), methods.join()).toBe("enrol");
    }
  });

  test("[T2] has whoever took their last one away set one up, in the session that showed it", async () => {
    const place = await makePlace();
    const { actor } = await withApp(place.person);
    await removeApp(actor);
    const [row] = await db().select().from(sessions).where(eq(sessions.id, actor.session.id));
    expect(row).toMatchObject({ methods: ["password", "totp"], endedAt: null });
    expect(await stepInto(row?.tokenHash ?? "", place)).toBeNull();
    await ask(place.owner, { twoFactorFrom: start });
    expect(await stepInto(row?.tokenHash ?? "", place)).toBe("enrol");
    expect(await refusal(renameOrg(await actorIn(row?.tokenHash ?? "", place.owner), { name: "After" }))).toBe(
      "NotFound",
    );
  });

  test("[T2] [SEC-R41] has whoever has one show it in this session", async () => {
    const place = await makeRequiring();
    for (const method of ["password", "sign_up", "invitation", "reset"]) {
      expect(await stepInto(await signIn(place.person, [method]), place), method).toBe("prove");
    }
  });

  test.each([["totp"], ["text"], ["passkey"], ["recovery_code"]])(
    "[T1] [T2] is open to a session that showed %s",
    async (method) => {
      const place = await makeRequiring();
      expect(await stepInto(await signIn(place.person, ["password", method]), place)).toBeNull();
    },
  );

  test("[T3] is open to a trusted device unless it forbids them", async () => {
    const place = await makeRequiring();
    const trusted = await signIn(place.person, ["password", "trusted_device"]);
    expect(await stepInto(trusted, place)).toBeNull();
    await ask(place.owner, { trustedDevices: false });
    expect(await stepInto(trusted, place)).toBe("prove");
    expect(await stepInto(await signIn(place.person, ["password", "totp"]), place)).toBeNull();
    await ask(place.owner, { twoFactorFrom: null });
    expect(await stepInto(trusted, place)).toBeNull();
  });

  test("[T3] stays closed after a reset until a factor is set up, also where none is required", async () => {
    const place = await makePlace();
    await enrol(place.person);
    await db().update(members).set({ twoFactorResetAt: start }).where(eq(members.userId, place.person.user.id));
    for (const methods of [["password", "totp"], ["passkey"], ["password"]]) {
      expect(await stepInto(await signIn(place.person, methods), place), methods.join()).toBe("enrol");
    }
  });

  test("[T2] asks in its own pages alone: the person's other orgs stay open", async () => {
    const place = await makePlace({ twoFactorFrom: start, sessionHours: 1, sessionIdleHours: 1 });
    const other = await makePlace({}, place.person);
    await db().update(members).set({ twoFactorResetAt: start }).where(eq(members.orgId, place.owner.org.id));
    const session = await signIn(place.person);
    expect([await stepInto(session, place), await stepInto(session, other)]).toEqual(["enrol", null]);
    clock.set(later(2));
    expect([await stepInto(session, place), await stepInto(session, other)]).toEqual(["again", null]);
  });

  test("[SEC-R35] says nothing to strangers", async () => {
    const place = await makePlace({ twoFactorFrom: start });
    const stranger = await signIn(await makeOrg());
    expect(await findOrgActor(keyOf(stranger), place.owner.org.id)).toBeNull();
    expect(await findProjectActor(keyOf(stranger), place.project)).toBeNull();
  });
});

describe("an org with limits for sessions", () => {
  test("[A5] asks to sign in again after so many hours in all, and a new session opens it", async () => {
    const place = await makePlace({ sessionHours: 12 });
    const session = await signIn(place.person);
    await db()
      .update(sessions)
      .set({ lastSeenAt: later(12) })
      .where(eq(sessions.tokenHash, session));
    clock.set(later(12, -1));
    expect(await stepInto(session, place)).toBeNull();
    clock.set(later(12));
    expect(await stepInto(session, place)).toBe("again");
    expect(await stepInto(await signIn(place.person), place)).toBeNull();
  });

  test("[A5] asks to sign in again after so many hours without use", async () => {
    const place = await makePlace({ sessionIdleHours: 2 });
    const session = await signIn(place.person);
    clock.set(later(2));
    expect(await stepInto(session, place)).toBeNull();
    clock.set(later(2, 1));
    expect(await stepInto(session, place)).toBe("again");
  });

  test("[A5] remembers the longest time without use: being seen elsewhere does not open it again", async () => {
    const place = await makePlace({ sessionIdleHours: 2 });
    const patient = await makePlace({ sessionIdleHours: 4 }, place.person);
    const session = await signIn(place.person);
    const seen = async () => {
      noteSeen(await personOf(session));
      const row = () => db().select().from(sessions).where(eq(sessions.tokenHash, session));
      return until(async () => (await row()).find(({ lastSeenAt }) => lastSeenAt.getTime() === now().getTime()));
    };
    clock.set(later(1));
    expect((await seen()).longestIdleSeconds).toBe(3600);
    expect([await stepInto(session, place), await stepInto(session, patient)]).toEqual([null, null]);
    clock.set(later(4));
    expect((await seen()).longestIdleSeconds).toBe(3 * 3600);
    expect([await stepInto(session, place), await stepInto(session, patient)]).toEqual(["again", null]);
    clock.set(later(5));
    expect((await seen()).longestIdleSeconds).toBe(3 * 3600);
    expect([await stepInto(session, place), await stepInto(session, patient)]).toEqual(["again", null]);
    expect((await personOf(session)).session.longestIdleSeconds).toBe(3 * 3600);
  });

  test("[A5] asks for that before anything about a second factor", async () => {
    const place = await makePlace({ twoFactorFrom: start, sessionHours: 1 });
    await db().update(members).set({ twoFactorResetAt: start }).where(eq(members.userId, place.person.user.id));
    const session = await signIn(place.person);
    expect(await stepInto(session, place)).toBe("enrol");
    clock.set(later(1));
    expect(await stepInto(session, place)).toBe("again");
    await db().update(members).set({ twoFactorResetAt: null }).where(eq(members.userId, place.person.user.id));
    await enrol(place.person);
    expect(await stepInto(session, place)).toBe("again");
    expect(await stepInto(await signIn(place.person), place)).toBe("prove");
  });
});

describe("lists across orgs", () => {
  const daily = { kind: "daily", hour: "9", weekday: "1", timezone: "UTC", threshold: "", event: "" } as const;

  /** Two orgs with an alert of one person in each. */
  async function inTwo() {
    const [here, there] = [await makeAlertPlace(), await makeAlertPlace()];
    const user = await makeUser();
    const both = [];
    for (const { owner, actor } of [here, there]) {
      const person = await addMember(owner, "admin", user);
      const onIt = await onProject(person, actor.project.id);
      const key = () => newSecret(18);
      const { reportId } = await createReport(onIt, { name: "Mine", query: signUps, requestKey: key() });
      await subscribe(onIt, { ...daily, channel: "mail", phone: "", reportId, requestKey: key() });
      both.push({ owner, person, project: actor.project.id });
    }
    const [closed, open] = both;
    if (!closed || !open) throw new Error("There are two.");
    return { closed, open };
  }

  async function listed(tokenHash: string, { closed, open }: Awaited<ReturnType<typeof inTwo>>) {
    const actor = await personOf(tokenHash);
    const within = await onProject(await actorIn(tokenHash, open.person), open.project);
    const name = new Map([
      [closed.project, "closed"],
      [open.project, "open"],
      [closed.owner.org.id, "closed"],
      [open.owner.org.id, "open"],
    ]);
    const names = (ids: number[]) => ids.map((id) => name.get(id)).sort();
    const own = await listOwnProjects(actor, { q: "", orgId: null }, 1);
    expect(own.total).toBe(own.rows.length);
    return {
      reached: names((await listReachedProjects(actor, { limit: 9 })).map(({ id }) => id)),
      ofClosed: names((await listReachedProjects(actor, { orgId: closed.owner.org.id, limit: 9 })).map(({ id }) => id)),
      own: names(own.rows.map(({ id }) => id)),
      alerts: names((await listOwnAlerts(actor, { limit: 9 })).map(({ projectId }) => projectId)),
      targets: names((await listTargets(within)).map(({ id }) => id)),
      orgs: Object.fromEntries((await listMyOrgs(actor)).map(({ id, step }) => [name.get(id), step])),
    };
  }

  const all = ["closed", "open"];
  const everything = { reached: all, ofClosed: ["closed"], own: all, alerts: all, targets: ["closed"] };
  const theOpen = { reached: ["open"], ofClosed: [], own: ["open"], alerts: ["open"], targets: [] };

  test("[T2] [SEC-R41] leave out what an org with a requirement has, but its name, until it is met", async () => {
    const two = await inTwo();
    const { person } = two.closed;
    const session = await signIn(person);
    expect(await listed(session, two)).toEqual({ ...everything, orgs: { closed: null, open: null } });
    await ask(two.closed.owner, { twoFactorFrom: start });
    expect(await listed(session, two)).toEqual({ ...theOpen, orgs: { closed: "enrol", open: null } });
    await enrol(person);
    expect(await listed(session, two)).toEqual({ ...theOpen, orgs: { closed: "prove", open: null } });
    const proven = await signIn(person, ["password", "totp"]);
    expect(await listed(proven, two)).toEqual({ ...everything, orgs: { closed: null, open: null } });
    await ask(two.closed.owner, { sessionIdleHours: 1 });
    clock.set(later(2));
    expect(await listed(proven, two)).toEqual({ ...theOpen, orgs: { closed: "again", open: null } });
  });

  test("[C4] [SEC-R41] an alert there is not found by what changes it", async () => {
    const two = await inTwo();
    const actor = await personOf(await signIn(two.closed.person));
    const [alert] = await listOwnAlerts(actor, { projectId: two.closed.project, limit: 1 });
    await ask(two.closed.owner, { twoFactorFrom: start });
    expect(await refusal(pauseAlert(actor, alert?.id ?? ""))).toBe("NotFound");
    await ask(two.closed.owner, { twoFactorFrom: null });
    expect(await refusal(pauseAlert(actor, alert?.id ?? ""))).toBe("done");
  });
});

describe("under the lock", () => {
  test("[T2] [SEC-R36] what was begun before a requirement is refused after it, but to who meets it", async () => {
    const { owner, person } = await makePlace();
    const other = await addMember(owner, "admin");
    for (const enrolled of [owner, other]) await enrol(enrolled);
    const [without, unshown] = [await actorIn(await signIn(person), owner), await actorIn(await signIn(other), owner)];
    const showed = await actorIn(await signIn(other, ["password", "passkey"]), owner);
    const admin = await actorIn(await signIn(owner, ["password", "totp"]), owner);
    for (const actor of [without, unshown, showed]) {
      expect(await refusal(renameOrg(actor, { name: "Before" }))).toBe("done");
    }
    await requireTwoFactor(admin, { graceDays: 0, was: "" });
    expect(await refusal(renameOrg(without, { name: "After" }))).toBe("NotFound");
    expect(await refusal(renameOrg(unshown, { name: "After" }))).toBe("NotFound");
    expect(await refusal(renameOrg(showed, { name: "After" }))).toBe("done");
  });

  test("[T2] [SEC-R36] what was begun before a reset is refused after it", async () => {
    const { owner, person } = await makePlace();
    const actor = await actorIn(await signIn(person, ["password", "totp"]), owner);
    await db().update(members).set({ twoFactorResetAt: start }).where(eq(members.userId, person.user.id));
    expect(await refusal(renameOrg(actor, { name: "After" }))).toBe("NotFound");
  });

  test("[A5] [SEC-R36] limits hold for sessions that are there already, also in a project", async () => {
    const { owner, person, project } = await makePlace();
    const actor = await onProject(await actorIn(await signIn(person), owner), project);
    const report = () => createReport(actor, { name: "Mine", query: signUps, requestKey: newSecret(18) });
    clock.set(later(2));
    expect([await refusal(renameOrg(actor, { name: "Before" })), await refusal(report())]).toEqual(["done", "done"]);
    const keeper = await actorIn(await signIn(owner), owner);
    await setSessionLimits(keeper, { idleHours: null, hours: 1 });
    expect([await refusal(renameOrg(actor, { name: "After" })), await refusal(report())]).toEqual([
      "NotFound",
      "NotFound",
    ]);
    await setSessionLimits(keeper, { idleHours: 1, hours: null });
    expect(await refusal(renameOrg(actor, { name: "After" }))).toBe("NotFound");
    await setSessionLimits(keeper, { idleHours: 2, hours: 3 });
    expect(await refusal(renameOrg(actor, { name: "After" }))).toBe("done");
  });

  test("[A5] [T2] jobs go on in somebody's name, who has no session there, while they have the role", async () => {
    const { owner, person } = await makePlace({ twoFactorFrom: start, sessionHours: 1, sessionIdleHours: 1 });
    const closed = { sessionsValidFrom: start, twoFactorResetAt: start };
    await db().update(members).set(closed).where(eq(members.userId, person.user.id));
    const starter = async () => {
      const found = await findStarter(owner.org.id, person.user.id, {});
      if (!found) throw new Error("They are a member.");
      return found;
    };
    expect(await refusal(renameOrg(await starter(), { name: "By the job" }))).toBe("done");
    const before = await starter();
    await db().update(members).set({ role: "member" }).where(eq(members.userId, person.user.id));
    expect(await refusal(renameOrg(before, { name: "Too late" }))).toBe("Forbidden");
  });
});

describe("what was deleted", () => {
  test("[SEC-R41] neither a closed org's projects nor the org itself are restored past what it asks for", async () => {
    const { person: owner, project } = await makePlace();
    const place = { owner, person: owner, project };
    await db().update(members).set({ role: "owner" }).where(eq(members.userId, owner.user.id));
    await db().update(projects).set({ deletedAt: now(), deletedBy: owner.user.id }).where(eq(projects.id, project));
    const session = await signIn(owner);
    const input = { deleted: String(project) };
    await ask(place.owner, { twoFactorFrom: start });
    const closed = await personOf(session);
    expect(await listOwnDeletedProjects(closed, 9)).toEqual([]);
    expect(await refusal(restoreOwnProject(closed, input))).toBe("NotFound");
    await ask(owner, { deletedAt: now() });
    expect(await refusal(restoreOrg(closed, { deleted: String(owner.org.id) }))).toBe("factor_required");
    await enrol(owner);
    const proven = await personOf(await signIn(owner, ["password", "totp"]));
    expect(await refusal(restoreOrg(proven, { deleted: String(owner.org.id) }))).toBe("done");
    expect(await listOwnDeletedProjects(proven, 9)).toHaveLength(1);
    expect(await refusal(restoreOwnProject(proven, input))).toBe("done");
  });

  test("[SEC-R41] a deleted org shows its name, and neither numbers nor who deleted it", async () => {
    const { owner } = await makePlace({ twoFactorFrom: start, deletedAt: now() });
    await db().update(orgs).set({ deletedBy: owner.user.id }).where(eq(orgs.id, owner.org.id));
    const closed = await personOf(await signIn(owner));
    const shown = { name: owner.org.name, deletedBy: null, step: "enrol", counts: null };
    expect(await getMyDeletedOrg(closed, owner.org.id)).toMatchObject(shown);
    await enrol(owner);
    const proven = await personOf(await signIn(owner, ["password", "totp"]));
    const all = { deletedBy: owner.user.name, step: null, counts: { members: 2, projects: 1 } };
    expect(await getMyDeletedOrg(proven, owner.org.id)).toMatchObject(all);
  });

  test("[SEC-R41] what somebody opened keeps no name of a closed org, of one they left, or of a project out of reach", async () => {
    const place = await makePlace();
    const [person, session] = [place.person, await signIn(place.person)];
    const rows = [
      { page: "/org/[id]/users", place: person.org.id },
      { page: "/project/[id]", place: place.project },
    ];
    await db()
      .insert(pageVisits)
      .values(rows.map((row) => ({ ...row, userId: person.user.id, visits: 1, lastAt: now() })));
    const names = async () =>
      (await listOwnVisits(await personOf(session), 9)).map(({ placeName }) => placeName !== null);
    expect(await names()).toEqual([true, true]);
    await db().update(members).set({ role: "member" }).where(eq(members.userId, person.user.id));
    expect((await names()).sort()).toEqual([false, true]);
    await ask(place.owner, { twoFactorFrom: start });
    expect(await names()).toEqual([false, false]);
    await ask(place.owner, { twoFactorFrom: null });
    await db().delete(members).where(eq(members.userId, person.user.id));
    expect(await names()).toEqual([false, false]);
  });

  test("[SEC-R41] the pages opened lately name nothing of a closed org", async () => {
    const place = await makePlace();
    const session = await signIn(place.person);
    await db().insert(pageVisits).values({
      userId: place.person.user.id,
      page: "/org/[id]/users",
      place: place.person.org.id,
      visits: 1,
      lastAt: now(),
    });
    expect(await listRecentPlaces(await personOf(session), 9)).toHaveLength(1);
    await ask(place.owner, { twoFactorFrom: start });
    expect(await listRecentPlaces(await personOf(session), 9)).toEqual([]);
  });
});
