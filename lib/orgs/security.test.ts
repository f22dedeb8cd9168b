import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getOrgSecurity, listUnenrolled } from "@/db/queries/org-security";
import { domains, orgs, outboxMessages, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { newId } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { appUrl } from "@/lib/links";
import { paths } from "@/lib/paths";
import { sqlState } from "@/lib/sql-state";
import { movableClock } from "@/lib/testing/clock";
import { makeConnection, setStage } from "@/lib/testing/connections";
import { addMember, auditedIn, makeOrg, makeUser, newSession, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import {
  releaseTwoFactor,
  remindOfTwoFactor,
  requireTwoFactor,
  setSessionLimits,
  setSsoFactor,
  setTrustedDevices,
} from "./security";
import { releaseTwoFactorSchema, requireTwoFactorSchema, sessionLimitsSchema } from "./security-schemas";

const clock = movableClock();
const day = 24 * 3600 * 1000;
const start = new Date();
const inDays = (count: number) => new Date(start.getTime() + count * day);
beforeEach(() => clock.set(start));
afterEach(() => clock.reset());

/** The same person with a second factor, in a session that showed it. */
async function enrolled(actor: OrgActor): Promise<OrgActor> {
  await db().update(users).set({ twoFactorEnrolledAt: start }).where(eq(users.id, actor.user.id));
  const user = { ...actor.user, twoFactorSince: start };
  return { ...actor, user, session: newSession(["password", "totp"]) };
}

const makeOwner = async () => enrolled(await makeOrg());

async function orgRow({ org }: OrgActor) {
  const [row] = await db().select().from(orgs).where(eq(orgs.id, org.id));
  if (!row) throw new Error("no such org");
  return row;
}

/** What the org's entries of one action say, oldest first. */
async function entriesOf({ org }: OrgActor, action: string) {
  const rows = await db().execute<{ before: unknown; after: unknown; actor: string; object: string }>(
    sql`select before, after, actor_id as actor, object_id as object from audit_entries
      where chain = ${`org:${org.id}`} and action = ${action} order by seq`,
  );
  return [...rows];
}

const noLimits = { idleHours: null, hours: null };

describe("who sets what an org asks of sessions", () => {
  const may: Record<OrgRole, string> = {
    owner: "done",
    admin: "done",
    billing_admin: "Forbidden",
    member: "Forbidden",
  };
  test.each(Object.entries(may) as [OrgRole, string][])("[R5] [X1] %s: %s", async (role, answer) => {
    const owner = await makeOwner();
    const actor = role === "owner" ? owner : await enrolled(await addMember(owner, role));
    expect(await refusal(requireTwoFactor(actor, { graceDays: 0, was: "" }))).toBe(answer);
    await db().update(orgs).set({ twoFactorFrom: start }).where(eq(orgs.id, owner.org.id));
    expect(await refusal(remindOfTwoFactor(actor))).toBe(answer);
    expect(await refusal(releaseTwoFactor(actor, { was: start.toISOString() }))).toBe(answer);
    expect(await refusal(setTrustedDevices(actor, { allowed: false }))).toBe(answer);
    expect(await refusal(setSsoFactor(actor, { counts: false }))).toBe(answer);
    expect(await refusal(setSessionLimits(actor, { idleHours: 1, hours: 12 }))).toBe(answer);
    const done = answer === "done";
    expect(await orgRow(owner)).toMatchObject({
      twoFactorFrom: done ? null : start,
      trustedDevices: !done,
      ssoIsTwoFactor: !done,
      sessionIdleHours: done ? 1 : null,
      sessionHours: done ? 12 : null,
    });
  });

  test("[SEC-R35] somebody else's org is not found, and stays as it was", async () => {
    const owner = await makeOwner();
    const other = await makeOrg();
    const stranger = { ...owner, org: other.org };
    expect(await refusal(requireTwoFactor(stranger, { graceDays: 0, was: "" }))).toBe("NotFound");
    expect(await refusal(releaseTwoFactor(stranger, { was: "" }))).toBe("NotFound");
    expect(await refusal(setTrustedDevices(stranger, { allowed: false }))).toBe("NotFound");
    expect(await refusal(setSsoFactor(stranger, { counts: false }))).toBe("NotFound");
    expect(await refusal(setSessionLimits(stranger, { idleHours: 1, hours: 1 }))).toBe("NotFound");
    expect(await refusal(remindOfTwoFactor(stranger))).toBe("NotFound");
    expect(await orgRow(other)).toMatchObject({ twoFactorFrom: null, trustedDevices: true, sessionHours: null });
    expect((await orgRow(other)).ssoIsTwoFactor).toBe(true);
    expect(await auditedIn(other.org.id)).toEqual([]);
  });

  test("[A6] each change needs a confirmation of the last 15 minutes; reminding needs none", async () => {
    const owner = await makeOwner();
    await addMember(owner, "member");
    const tooOld = new Date(start.getTime() - 15 * 60_000);
    const late = { ...owner, session: { ...owner.session, confirmedAt: tooOld } };
    const required = { twoFactorFrom: start };
    await db().update(orgs).set(required).where(eq(orgs.id, owner.org.id));
    for (const actor of [unconfirmed(owner), late]) {
      const was = start.toISOString();
      expect(await refusal(requireTwoFactor(actor, { graceDays: 3, was }))).toBe("ConfirmationNeeded");
      expect(await refusal(releaseTwoFactor(actor, { was }))).toBe("ConfirmationNeeded");
      expect(await refusal(setTrustedDevices(actor, { allowed: false }))).toBe("ConfirmationNeeded");
      expect(await refusal(setSsoFactor(actor, { counts: false }))).toBe("ConfirmationNeeded");
      expect(await refusal(setSessionLimits(actor, { idleHours: 1, hours: 1 }))).toBe("ConfirmationNeeded");
    }
    expect(await orgRow(owner)).toMatchObject({ ...required, trustedDevices: true, sessionHours: null });
    expect((await orgRow(owner)).ssoIsTwoFactor).toBe(true);
    expect(await auditedIn(owner.org.id)).toEqual([]);
    expect(await refusal(remindOfTwoFactor(unconfirmed(owner)))).toBe("done");
  });
});

describe("requiring two-factor authentication", () => {
  test("[T2] holds at once without grace, or from a day up to 30 days away, with an entry", async () => {
    const [atOnce, later] = [await makeOwner(), await makeOwner()];
    expect(await requireTwoFactor(atOnce, { graceDays: 0, was: "" })).toEqual({ from: start });
    expect(await requireTwoFactor(later, { graceDays: 30, was: "" })).toEqual({ from: inDays(30) });
    expect((await orgRow(atOnce)).twoFactorFrom).toEqual(start);
    expect((await orgRow(later)).twoFactorFrom).toEqual(inDays(30));
    expect(await entriesOf(later, "org.two_factor_required")).toEqual([
      {
        before: { from: null },
        after: { from: inDays(30).toISOString() },
        actor: later.user.id,
        object: String(later.org.id),
      },
    ]);
  });

  test("[T2] its form takes whole days from 0 to 30 and nothing else", () => {
    const days = (graceDays: string) => requireTwoFactorSchema.safeParse({ graceDays, was: "" }).data?.graceDays;
    expect(["0", "9", "10", "29", "30"].map(days)).toEqual([0, 9, 10, 29, 30]);
    for (const bad of ["", "31", "-1", "1.5", "007", "1e1", "many"]) expect(days(bad), bad).toBeUndefined();
    expect(releaseTwoFactorSchema.safeParse({ was: "x".repeat(41) }).success).toBe(false);
  });

  test("[T2] is refused to whoever has no second factor, with the way to set one up", async () => {
    const owner = await makeOrg();
    const asked = requireTwoFactor(owner, { graceDays: 0, was: "" });
    await expect(asked).rejects.toMatchObject({
      code: "factor_missing",
      link: { href: paths.enrol(paths.requireTwoFactor(owner.org.id)) },
    });
    // What the session says does not matter, nor what the page was told when it was opened.
    const pretending = { ...owner, user: { ...owner.user, twoFactorSince: start } };
    expect(await refusal(requireTwoFactor(pretending, { graceDays: 0, was: "" }))).toBe("factor_missing");
    expect((await orgRow(owner)).twoFactorFrom).toBeNull();
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[T2] the day can be moved; a page gone stale moves nothing", async () => {
    const owner = await makeOwner();
    const { from } = await requireTwoFactor(owner, { graceDays: 30, was: "" });
    expect(await refusal(requireTwoFactor(owner, { graceDays: 1, was: "" }))).toBe("changed_meanwhile");
    expect(await refusal(requireTwoFactor(owner, { graceDays: 1, was: inDays(29).toISOString() }))).toBe(
      "changed_meanwhile",
    );
    expect((await orgRow(owner)).twoFactorFrom).toEqual(from);
    await requireTwoFactor(owner, { graceDays: 1, was: from.toISOString() });
    expect((await orgRow(owner)).twoFactorFrom).toEqual(inDays(1));
    expect((await entriesOf(owner, "org.two_factor_required"))[1]).toMatchObject({
      before: { from: inDays(30).toISOString() },
      after: { from: inDays(1).toISOString() },
    });
  });

  test("[T2] is released by a page that shows it as it is, with an entry; what is not there leaves none", async () => {
    const owner = await makeOwner();
    await releaseTwoFactor(owner, { was: "" });
    expect(await auditedIn(owner.org.id)).toEqual([]);
    await requireTwoFactor(owner, { graceDays: 7, was: "" });
    expect(await refusal(releaseTwoFactor(owner, { was: "" }))).toBe("changed_meanwhile");
    expect((await orgRow(owner)).twoFactorFrom).toEqual(inDays(7));
    await releaseTwoFactor(owner, { was: inDays(7).toISOString() });
    expect((await orgRow(owner)).twoFactorFrom).toBeNull();
    expect(await entriesOf(owner, "org.two_factor_released")).toMatchObject([
      { before: { from: inDays(7).toISOString() }, after: null },
    ]);
    expect(await refusal(releaseTwoFactor(owner, { was: inDays(7).toISOString() }))).toBe("changed_meanwhile");
  });

  test("[T2] [Q1] two admins at the same moment: one sets the day, the other is told", async () => {
    const owner = await makeOwner();
    const admins = [await enrolled(await addMember(owner, "admin")), await enrolled(await addMember(owner, "admin"))];
    const runs = admins.map((admin, index) => () => requireTwoFactor(admin, { graceDays: index * 30, was: "" }));
    const answers = await refusals(
      await race(runs, { holding: `select 1 from orgs where id = ${owner.org.id} for update` }),
    );
    expect([...answers].sort()).toEqual(["changed_meanwhile", "done"]);
    expect((await orgRow(owner)).twoFactorFrom).toEqual(answers[0] === "done" ? start : inDays(30));
    expect(await auditedIn(owner.org.id)).toEqual(["org.two_factor_required"]);
  });
});

describe("trusted devices of an org", () => {
  test("[T3] are forbidden and allowed again, with entries; the same again is no change", async () => {
    const owner = await makeOrg();
    await setTrustedDevices(owner, { allowed: true });
    expect(await auditedIn(owner.org.id)).toEqual([]);
    await setTrustedDevices(owner, { allowed: false });
    await setTrustedDevices(owner, { allowed: false });
    expect((await orgRow(owner)).trustedDevices).toBe(false);
    await setTrustedDevices(owner, { allowed: true });
    expect((await orgRow(owner)).trustedDevices).toBe(true);
    expect(await entriesOf(owner, "org.trusted_devices_changed")).toMatchObject([
      { before: { allowed: true }, after: { allowed: false } },
      { before: { allowed: false }, after: { allowed: true } },
    ]);
  });
});

describe("session limits of an org", () => {
  test("[A5] are set and lifted, with entries; the same again is no change", async () => {
    const owner = await makeOrg();
    await setSessionLimits(owner, noLimits);
    expect(await auditedIn(owner.org.id)).toEqual([]);
    await setSessionLimits(owner, { idleHours: 168, hours: 720 });
    await setSessionLimits(owner, { idleHours: 168, hours: 720 });
    await setSessionLimits(owner, { idleHours: null, hours: 720 });
    expect(await orgRow(owner)).toMatchObject({ sessionIdleHours: null, sessionHours: 720 });
    await setSessionLimits(owner, noLimits);
    expect(await orgRow(owner)).toMatchObject({ sessionIdleHours: null, sessionHours: null });
    expect(await entriesOf(owner, "org.session_limits_changed")).toMatchObject([
      { before: noLimits, after: { idleHours: 168, hours: 720 } },
      { before: { idleHours: 168, hours: 720 }, after: { idleHours: null, hours: 720 } },
      { before: { idleHours: null, hours: 720 }, after: noLimits },
    ]);
  });

  test("[A5] never grow past those of all orgs: the database refuses what no form lets through", async () => {
    const owner = await makeOrg();
    const bad = [
      { idleHours: 0, hours: null },
      { idleHours: 169, hours: null },
      { idleHours: null, hours: 0 },
      { idleHours: null, hours: 721 },
      { idleHours: 0, hours: 12 },
    ];
    for (const limits of bad) {
      const error = await setSessionLimits(owner, limits).catch((refused: unknown) => refused);
      expect(sqlState(error), JSON.stringify(limits)).toBe("23514");
    }
    expect(await orgRow(owner)).toMatchObject({ sessionIdleHours: null, sessionHours: null });
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[A5] their form takes whole hours, or nothing for the limit of all orgs", () => {
    const read = (idleHours: string, hours = "") => sessionLimitsSchema.safeParse({ idleHours, hours }).data;
    expect(read("", "")).toEqual(noLimits);
    expect(read(" 1 ", "720")).toEqual({ idleHours: 1, hours: 720 });
    expect(read("168", " ")).toEqual({ idleHours: 168, hours: null });
    for (const bad of ["0", "1.5", "169", "721", "-1", "1e2", "one"]) expect(read(bad), bad).toBeUndefined();
    for (const bad of ["0", "1.5", "721", "1000"]) expect(read("", bad), bad).toBeUndefined();
    expect(read("", "169")).toEqual({ idleHours: null, hours: 169 });
  });
});

describe("reminding whoever has no second factor yet", () => {
  const jobId = () => ({ id: newId("operation") });
  const round = ({ org }: OrgActor) => handlers.remind_of_two_factor({ orgId: org.id }, jobId());
  const send = ({ org, user }: OrgActor) =>
    handlers.send_two_factor_reminder({ orgId: org.id, userId: user.id }, jobId());
  const mailsTo = ({ user }: OrgActor) =>
    db().select().from(outboxMessages).where(eq(outboxMessages.recipient, user.email));

  async function requiring(graceDays = 0) {
    const owner = await makeOwner();
    await requireTwoFactor(owner, { graceDays, was: "" });
    return owner;
  }

  test("[T2] has one job made, and that one a job for each of them", async () => {
    const owner = await requiring();
    const { id: orgId } = owner.org;
    const without = [await addMember(owner, "admin"), await addMember(owner, "member")];
    await enrolled(await addMember(owner, "member"));
    await addMember(await makeOrg(), "member");
    expect(await remindOfTwoFactor(owner)).toBe(2);
    expect(await waitingJobs("remind_of_two_factor", String(orgId))).toEqual([{ orgId }]);
    expect(await entriesOf(owner, "org.two_factor_reminded")).toMatchObject([{ after: { people: 2 } }]);
    await round(owner);
    const made = await waitingJobs("send_two_factor_reminder", String(orgId));
    expect(made.map(({ userId }) => userId)).toEqual(without.map(({ user }) => user.id).sort());
    expect(made.every((payload) => payload.orgId === orgId)).toBe(true);
  });

  test("[T2] mails only those who still have none, and are still members of an org that still requires it", async () => {
    const owner = await requiring();
    const [waiting, since, gone] = [
      await addMember(owner, "member"),
      await addMember(owner, "member"),
      await addMember(owner, "member"),
    ];
    await enrolled(since);
    await db().execute(sql`delete from members where user_id = ${gone.user.id}`);
    for (const person of [waiting, since, gone]) await send(person);
    const [mail, ...more] = await mailsTo(waiting);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe("Acme asks for two-factor authentication");
    expect(mail?.text).toContain(appUrl(paths.enrol(paths.org(owner.org.id))));
    expect(mail?.text).toContain("Its pages open to you once you have set it up");
    expect([await mailsTo(since), await mailsTo(gone)]).toEqual([[], []]);
    await releaseTwoFactor(owner, { was: start.toISOString() });
    await send(waiting);
    await db().update(orgs).set({ twoFactorFrom: start, deletedAt: start }).where(eq(orgs.id, owner.org.id));
    await send(waiting);
    expect(await mailsTo(waiting)).toHaveLength(1);
  });

  test("[T2] says the day while it is still to come", async () => {
    const owner = await requiring(7);
    const person = await addMember(owner, "member");
    await send(person);
    expect((await mailsTo(person))[0]?.text).toContain("requires two-factor authentication from ");
    clock.set(inDays(8));
    expect(await refusal(remindOfTwoFactor({ ...owner, session: newSession(["passkey"]) }))).toBe("done");
    await send(person);
    expect((await mailsTo(person)).at(-1)?.text).toContain("once you have set it up");
  });

  test("[T2] makes nothing where everybody has one, or where it is not required", async () => {
    const owner = await requiring();
    expect(await remindOfTwoFactor(owner)).toBe(0);
    await releaseTwoFactor(owner, { was: start.toISOString() });
    await addMember(owner, "member");
    expect(await refusal(remindOfTwoFactor(owner))).toBe("changed_meanwhile");
    expect(await waitingJobs("remind_of_two_factor", String(owner.org.id))).toEqual([]);
    expect(await entriesOf(owner, "org.two_factor_reminded")).toEqual([]);
  });

  test("[T2] three times a day, however many ask; another org goes on", async () => {
    const owner = await requiring();
    const admin = await enrolled(await addMember(owner, "admin"));
    await addMember(owner, "member");
    const answers: string[] = [];
    for (const actor of [owner, admin, owner, admin]) answers.push(await refusal(remindOfTwoFactor(actor)));
    expect(answers).toEqual(["done", "done", "done", "throttled"]);
    expect(await waitingJobs("remind_of_two_factor", String(owner.org.id))).toHaveLength(3);
    const other = await requiring();
    await addMember(other, "member");
    expect(await refusal(remindOfTwoFactor(other))).toBe("done");
  });

  test("[T2] whoever may not remind, and a click that mails nobody, use none of the three up", async () => {
    const owner = await requiring();
    const [member, stranger] = [await enrolled(await addMember(owner, "member")), await makeOwner()];
    for (let time = 0; time < 4; time += 1) {
      expect(await refusal(remindOfTwoFactor(member))).toBe("Forbidden");
      expect(await refusal(remindOfTwoFactor({ ...stranger, org: owner.org }))).toBe("NotFound");
      expect(await refusal(remindOfTwoFactor(owner))).toBe("done");
    }
    await addMember(owner, "member");
    expect(await refusal(remindOfTwoFactor(owner))).toBe("done");
  });
});

describe("[T4] single sign-on beside the requirement", () => {
  /** An org that requires a second factor; two members without one, one with an address in a domain of a connection. */
  async function place(stage: "draft" | "optional" | "required") {
    const owner = await makeOwner();
    await db().update(orgs).set({ twoFactorFrom: start }).where(eq(orgs.id, owner.org.id));
    const domain = `${newId("domain").slice(4, 16)}.test`;
    const inside = await addMember(owner, "member", await makeUser({ email: `ada@${domain}`, name: "Ada" }));
    const outside = await addMember(owner, "member", await makeUser({ email: `ada@sub.${domain}`, name: "Bo" }));
    const connectionId = await makeConnection(owner, { stage, domain });
    return { owner, inside, outside, domain, connectionId };
  }
  async function asked(owner: OrgActor) {
    const { asked: count, members, enrolled } = await getOrgSecurity(owner);
    const { rows, total } = await listUnenrolled(owner, 1);
    expect(total).toBe(count);
    return { names: rows.map(({ name }) => name), members, enrolled };
  }

  test("is a setting, written down once with what was before", async () => {
    const owner = await makeOwner();
    await setSsoFactor(owner, { counts: true });
    expect(await entriesOf(owner, "org.sso_factor_changed")).toEqual([]);
    await setSsoFactor(owner, { counts: false });
    await setSsoFactor(owner, { counts: false });
    expect((await getOrgSecurity(owner)).ssoIsTwoFactor).toBe(false);
    expect(await entriesOf(owner, "org.sso_factor_changed")).toMatchObject([
      { before: { counts: true }, after: { counts: false }, actor: owner.user.id, object: String(owner.org.id) },
    ]);
  });

  test.each(["optional", "required"] as const)(
    "spares who comes in through it (%s), and nobody else",
    async (stage) => {
      const { owner, inside, connectionId, domain } = await place(stage);
      expect(await asked(owner)).toEqual({ names: ["Bo"], members: 3, enrolled: 1 });
      // A factor reset here is nothing that an identity provider's sign-in waits for.
      await db().execute(sql`update members set two_factor_reset_at = now() where user_id = ${inside.user.id}`);
      expect((await asked(owner)).names).toEqual(["Bo"]);
      await setSsoFactor(owner, { counts: false });
      expect((await asked(owner)).names).toEqual(["Ada", "Bo"]);
      await setSsoFactor(owner, { counts: true });
      await setStage(connectionId, "draft");
      expect((await asked(owner)).names).toEqual(["Ada", "Bo"]);
      await setStage(connectionId, stage);
      await db().update(domains).set({ verifiedAt: null }).where(eq(domains.domain, domain));
      expect((await asked(owner)).names).toEqual(["Ada", "Bo"]);
    },
  );

  test("[R7] spares nobody where the plan has none", async () => {
    const { owner } = await place("optional");
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    expect((await asked(owner)).names).toEqual(["Ada", "Bo"]);
  });

  test("[T2] mails only who is asked, also when that changed since", async () => {
    const { owner, inside, outside, connectionId } = await place("optional");
    const mails = async () =>
      (
        await db()
          .select({ to: outboxMessages.recipient })
          .from(outboxMessages)
          .where(sql`recipient in (${inside.user.email}, ${outside.user.email})`)
      ).map(({ to }) => to);
    const orgId = owner.org.id;
    expect(await remindOfTwoFactor(owner)).toBe(1);
    await handlers.remind_of_two_factor({ orgId }, { id: newId("operation") });
    const made = await waitingJobs("send_two_factor_reminder", String(orgId));
    expect(made.map(({ userId }) => userId)).toEqual([outside.user.id]);
    const send = (userId: string) => handlers.send_two_factor_reminder({ orgId, userId }, { id: newId("operation") });
    await send(inside.user.id);
    expect(await mails()).toEqual([]);
    await setStage(connectionId, "draft");
    await send(inside.user.id);
    expect(await mails()).toEqual([inside.user.email]);
  });
});
