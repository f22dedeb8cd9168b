import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { connections, domains, members, orgs, sessions, users } from "@/db/schema";
import { createSession, idleSince } from "@/lib/auth/sessions";
import { noSession, type OrgActor, type UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { renameOrg } from "@/lib/orgs/orgs";
import { makeConnection, setStage, showProof } from "@/lib/testing/connections";
import { addMember, makeOrg, makeProject, makeUser, someOrigin } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { listReachedProjects } from "./access";
import { findOrgActor, findUserActor } from "./actors";
import { listOwnAlerts } from "./alerts";
import { listMyDeletedOrgs } from "./deleted-orgs";
import { isClosedToPerson, type OrgStep } from "./org-gate";
import { isSsoTheFactorHere } from "./org-security";
import { listMyOrgs } from "./orgs";
import { listOwnProjects } from "./own-projects";

/** What a session that an org's identity provider showed opens (S2), and what an org that requires it asks (S3, T4). */

type Place = { owner: OrgActor; person: OrgActor; domain: string; connectionId: string };
let count = 0;

async function makePlace(
  stage: "draft" | "optional" | "required",
  { role = "member" as const, asked = {} }: { role?: OrgActor["role"]; asked?: Partial<typeof orgs.$inferInsert> } = {},
): Promise<Place> {
  count += 1;
  const domain = `corp${count}.test`;
  const owner = await makeOrg();
  const user = await makeUser({ email: `ada@${domain}` });
  const person = await addMember(owner, role, user);
  const connectionId = await makeConnection(owner, { stage, domain });
  if (Object.keys(asked).length > 0) await db().update(orgs).set(asked).where(eq(orgs.id, owner.org.id));
  return { owner, person, domain, connectionId };
}

async function sessionOf(
  { user }: UserActor,
  methods: string[],
  proofs: { orgId: number; connectionId: string }[] = [],
) {
  const tokenHash = sha256(await createSession(user.id, { methods }, someOrigin()));
  const key = { tokenHash, at: now(), idleSince: idleSince(now()), origin: someOrigin() };
  const actor = await findUserActor(key);
  if (!actor) throw new Error("The session lives.");
  for (const { orgId, connectionId } of proofs) await showProof(actor, orgId, connectionId);
  return { key, actor };
}

type Session = Awaited<ReturnType<typeof sessionOf>>;
const stepInto = async ({ key }: Session, { org }: OrgActor) => (await findOrgActor(key, org.id))?.step;
const proofOf = ({ owner, connectionId }: Place) => ({ orgId: owner.org.id, connectionId });
const enrol = ({ user }: UserActor) =>
  db().update(users).set({ twoFactorEnrolledAt: now() }).where(eq(users.id, user.id));

describe("[S2] a session by single sign-on alone", () => {
  test("opens the org that showed it and no other, and names no other", async () => {
    const place = await makePlace("optional");
    const other = await makeOrg();
    await addMember(other, "owner", place.person);
    await makeProject(other);
    const gone = await makeOrg();
    await addMember(gone, "owner", place.person);
    await db().update(orgs).set({ deletedAt: now() }).where(eq(orgs.id, gone.org.id));
    const session = await sessionOf(place.person, ["sso"], [proofOf(place)]);
    expect(await stepInto(session, place.owner)).toBeNull();
    expect(await stepInto(session, other)).toBe("own");
    expect((await listMyOrgs(session.actor)).map(({ id }) => id)).toEqual([place.owner.org.id]);
    expect(await listMyDeletedOrgs(session.actor)).toEqual([]);
    expect(await listReachedProjects(session.actor, { limit: 10 })).toEqual([]);
    expect((await listOwnProjects(session.actor, { q: "", orgId: null }, 1)).total).toBe(0);
    expect(await listOwnAlerts(session.actor, { limit: 10 })).toEqual([]);
    const own = await sessionOf(place.person, ["password", "sso"], [proofOf(place)]);
    expect(await stepInto(own, other)).toBeNull();
    expect(await listMyOrgs(own.actor)).toHaveLength(2);
    expect(await listMyDeletedOrgs(own.actor)).toHaveLength(1);
  });

  test("[A5] names no other org that ended its part of the session either, or whose shorter limit is over", async () => {
    const place = await makePlace("optional");
    const [ended, short, gone] = [await makeOrg(), await makeOrg(), await makeOrg()];
    for (const org of [ended, short, gone]) await addMember(org, "owner", place.person);
    const session = await sessionOf(place.person, ["sso"], [proofOf(place)]);
    await db().update(members).set({ sessionsValidFrom: now() }).where(eq(members.orgId, ended.org.id));
    await db().update(orgs).set({ sessionHours: 1 }).where(eq(orgs.id, short.org.id));
    const sessionHours = { sessionHours: 1, deletedAt: now() };
    await db().update(orgs).set(sessionHours).where(eq(orgs.id, gone.org.id));
    const old = new Date(now().getTime() - 2 * 3600_000);
    await db().update(sessions).set({ createdAt: old }).where(eq(sessions.id, session.actor.session.id));
    const actor = (await findUserActor(session.key)) ?? session.actor;
    expect([await stepInto(session, ended), await stepInto(session, short)]).toEqual(["again", "again"]);
    expect((await listMyOrgs(actor)).map(({ id }) => id)).toEqual([place.owner.org.id]);
    expect(await listMyDeletedOrgs(actor)).toEqual([]);
    // The org that showed it keeps its name there, as ever.
    await db().update(orgs).set({ sessionHours: 1 }).where(eq(orgs.id, place.owner.org.id));
    expect(await listMyOrgs(actor)).toMatchObject([{ id: place.owner.org.id, step: "again" }]);
  });

  test("opens nothing by the proof of another session, another org, or a connection that is gone or a draft", async () => {
    const place = await makePlace("optional");
    const elsewhere = await makePlace("optional");
    await addMember(elsewhere.owner, "member", place.person);
    await sessionOf(place.person, ["sso"], [proofOf(place)]);
    expect(await stepInto(await sessionOf(place.person, ["sso"]), place.owner)).toBe("own");
    const session = await sessionOf(place.person, ["sso"], [proofOf(elsewhere)]);
    expect(await stepInto(session, place.owner)).toBe("own");
    expect(await stepInto(session, elsewhere.owner)).toBeNull();
    // A proof that names the org with a connection of another is none.
    const forged = await sessionOf(place.person, ["sso"], [{ ...proofOf(elsewhere), orgId: place.owner.org.id }]);
    expect(await stepInto(forged, place.owner)).toBe("own");
    await setStage(elsewhere.connectionId, "draft");
    expect(await stepInto(session, elsewhere.owner)).toBe("own");
    await setStage(elsewhere.connectionId, "optional");
    await db().delete(connections).where(eq(connections.id, elsewhere.connectionId));
    expect(await stepInto(session, elsewhere.owner)).toBe("own");
  });

  test("[A5] ends with the org's part of the session", async () => {
    const place = await makePlace("optional");
    const session = await sessionOf(place.person, ["sso"], [proofOf(place)]);
    await db().update(members).set({ sessionsValidFrom: now() }).where(eq(members.userId, place.person.user.id));
    expect(await stepInto(session, place.owner)).toBe("again");
  });
});

describe("[S3] an org that requires single sign-on", () => {
  test("asks for it of everybody with an address in the domain, whatever else they showed", async () => {
    const place = await makePlace("required");
    const session = await sessionOf(place.person, ["password", "totp"]);
    expect(await stepInto(session, place.owner)).toBe("sso");
    await showProof(session.actor, place.owner.org.id, place.connectionId);
    expect(await stepInto(session, place.owner)).toBeNull();
    const outside = await addMember(place.owner, "member");
    expect(await stepInto(await sessionOf(outside, ["password"]), place.owner)).toBeNull();
  });

  test("asks nothing while optional or a draft, or where the domain counts no more", async () => {
    for (const stage of ["draft", "optional"] as const) {
      const place = await makePlace(stage);
      expect(await stepInto(await sessionOf(place.person, ["password"]), place.owner), stage).toBeNull();
    }
    const place = await makePlace("required");
    await db().update(domains).set({ verifiedAt: null }).where(eq(domains.domain, place.domain));
    expect(await stepInto(await sessionOf(place.person, ["password"]), place.owner)).toBeNull();
  });

  test("lets owners and admins back in with a second factor they showed, and nobody else", async () => {
    for (const role of ["owner", "admin", "billing_admin", "member"] as const) {
      const place = await makePlace("required", { role });
      await enrol(place.person);
      const back = role === "owner" || role === "admin";
      for (const [methods, opens] of [
        [["password", "totp"], back],
        [["passkey"], back],
        [["password", "recovery_code"], back],
        [["password"], false],
        [["password", "trusted_device"], false],
      ] as const) {
        const step = await stepInto(await sessionOf(place.person, [...methods]), place.owner);
        expect(step, `${role} ${methods.join()}`).toBe(opens ? null : "sso");
      }
    }
  });

  test("[S2] leaves the person's other orgs alone", async () => {
    const place = await makePlace("required");
    const other = await makeOrg();
    await addMember(other, "member", place.person);
    expect(await stepInto(await sessionOf(place.person, ["password"]), other)).toBeNull();
  });
});

describe("[T4] single sign-on and the second factor", () => {
  const requiring = { twoFactorFrom: new Date(0) };

  test("the provider's proof satisfies the requirement", async () => {
    const place = await makePlace("optional", { asked: requiring });
    expect(await stepInto(await sessionOf(place.person, ["password"]), place.owner)).toBe("enrol");
    const session = await sessionOf(place.person, ["sso"], [proofOf(place)]);
    expect(await stepInto(session, place.owner)).toBeNull();
    await db().update(members).set({ twoFactorResetAt: now() }).where(eq(members.userId, place.person.user.id));
    expect(await stepInto(session, place.owner)).toBeNull();
  });

  test("unless the org says otherwise: then a factor is set up, and shown", async () => {
    const place = await makePlace("optional", { asked: { ...requiring, ssoIsTwoFactor: false } });
    const session = await sessionOf(place.person, ["sso"], [proofOf(place)]);
    expect(await stepInto(session, place.owner)).toBe("enrol");
    await enrol(place.person);
    expect(await stepInto(session, place.owner)).toBe("prove");
    await db()
      .update(sessions)
      .set({ methods: ["sso", "totp"] })
      .where(eq(sessions.id, session.actor.session.id));
    expect(await stepInto(session, place.owner)).toBeNull();
  });

  test("[T2] whoever has a factor is asked for it, required or not, where the provider's proof does not count", async () => {
    const place = await makePlace("optional", { asked: { ssoIsTwoFactor: false } });
    const session = await sessionOf(place.person, ["sso"], [proofOf(place)]);
    expect(await stepInto(session, place.owner)).toBeNull();
    await enrol(place.person);
    expect(await stepInto(session, place.owner)).toBe("prove");
  });

  test("the proof of another org's provider does not count", async () => {
    const place = await makePlace("optional", { asked: requiring });
    const elsewhere = await makePlace("optional");
    await addMember(elsewhere.owner, "member", place.person);
    const session = await sessionOf(place.person, ["password", "sso"], [proofOf(elsewhere)]);
    expect(await stepInto(session, place.owner)).toBe("enrol");
  });
});

describe("every session, stage and setting", () => {
  const shownBy = ["nobody", "this org", "another org"] as const;
  const methodsOf = [["sso"], ["password"], ["password", "totp"], ["sso", "totp"], ["password", "trusted_device"]];

  /** The rule in words of its own: the session's proofs, then what the org wants of its own, then the second factor. */
  function expected(given: {
    methods: string[];
    shown: (typeof shownBy)[number];
    stage: "draft" | "optional" | "required";
    counts: boolean;
    required: boolean;
    enrolled: boolean;
    role: OrgActor["role"];
  }): OrgStep | null {
    const shown = given.shown === "this org" && given.stage !== "draft";
    const own = given.methods.includes("password");
    const factor = given.methods.includes("totp");
    if (!own && !shown) return "own";
    if (given.stage === "required" && !shown && !(factor && given.role === "admin")) return "sso";
    if (shown && given.counts) return null;
    const proven = factor || given.methods.includes("trusted_device");
    if (!own && given.enrolled && !proven) return "prove";
    if (!given.required) return null;
    if (!given.enrolled) return "enrol";
    return proven ? null : "prove";
  }

  test.each(["draft", "optional", "required"] as const)("[S2] [S3] [T4] %s", async (stage) => {
    for (const role of ["member", "admin"] as const) {
      const place = await makePlace(stage, { role });
      const elsewhere = await makePlace("optional");
      await addMember(elsewhere.owner, "member", place.person);
      for (const methods of methodsOf) {
        for (const shown of shownBy) {
          const proofs = { nobody: [], "this org": [proofOf(place)], "another org": [proofOf(elsewhere)] }[shown];
          const session = await sessionOf(place.person, methods, proofs);
          for (const counts of [true, false]) {
            for (const required of [true, false]) {
              const twoFactorFrom = required ? new Date(0) : null;
              await db()
                .update(orgs)
                .set({ ssoIsTwoFactor: counts, twoFactorFrom })
                .where(eq(orgs.id, place.owner.org.id));
              for (const enrolled of [true, false]) {
                await db()
                  .update(users)
                  .set({ twoFactorEnrolledAt: enrolled ? now() : null })
                  .where(eq(users.id, place.person.user.id));
                const given = { methods, shown, stage, counts, required, enrolled, role };
                expect(await stepInto(session, place.owner), JSON.stringify(given)).toBe(expected(given));
              }
            }
          }
        }
      }
    }
  });
});

describe("what goes on without a session", () => {
  test("[S3] a job in somebody's name changes the org, whatever a session would have to show first", async () => {
    const place = await makePlace("required", { role: "admin", asked: { twoFactorFrom: new Date(0) } });
    const { key, actor } = await sessionOf(place.person, ["password"]);
    const org = place.owner.org;
    const found = await findOrgActor(key, org.id);
    expect(found?.step).toBe("sso");
    const stopped = { ...place.person, ...actor, org, role: "admin" as const };
    expect(await refusal(renameOrg(stopped, { name: "By a session" }))).toBe("NotFound");
    expect(await refusal(renameOrg({ ...stopped, session: noSession }, { name: "By a job" }))).toBe("done");
  });

  test("[T4] a member's mails stay open where single sign-on stands for the factor, and a required one closes none", async () => {
    const closed = async (place: Place) => {
      const [row] = await db()
        .select({ closed: isClosedToPerson(now()) })
        .from(members)
        .innerJoin(orgs, eq(orgs.id, members.orgId))
        .innerJoin(users, eq(users.id, members.userId))
        .where(eq(members.userId, place.person.user.id));
      return row?.closed;
    };
    const asked = { twoFactorFrom: new Date(0) };
    expect(await closed(await makePlace("required"))).toBe(false);
    expect(await closed(await makePlace("optional", { asked }))).toBe(false);
    expect(await closed(await makePlace("required", { asked }))).toBe(false);
    expect(await closed(await makePlace("draft", { asked }))).toBe(true);
    expect(await closed(await makePlace("optional", { asked: { ...asked, ssoIsTwoFactor: false } }))).toBe(true);
    expect(await closed(await makePlace("optional", { asked: { ...asked, plan: "growth" } }))).toBe(true);
  });
});

describe("[T4] the notice of what an org will require", () => {
  test("is not for a session that its identity provider showed, where that counts", async () => {
    const place = await makePlace("optional");
    const elsewhere = await makePlace("optional");
    await addMember(elsewhere.owner, "member", place.person);
    const factor = async (methods: string[], proofs: Place[]) => {
      const { actor } = await sessionOf(place.person, methods, proofs.map(proofOf));
      return isSsoTheFactorHere({ ...actor, org: place.owner.org, role: "member" });
    };
    expect(await factor(["sso"], [place])).toBe(true);
    expect(await factor(["password", "sso"], [place])).toBe(true);
    expect(await factor(["password"], [])).toBe(false);
    expect(await factor(["password", "sso"], [elsewhere])).toBe(false);
    await db().update(orgs).set({ ssoIsTwoFactor: false }).where(eq(orgs.id, place.owner.org.id));
    expect(await factor(["sso"], [place])).toBe(false);
  });
});
