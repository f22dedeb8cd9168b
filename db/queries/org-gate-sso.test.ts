import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { connections, domains, members, orgs, sessions, users } from "@/db/schema";
import { createSession, idleSince } from "@/lib/auth/sessions";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { makeConnection, setStage, showProof } from "@/lib/testing/connections";
import { addMember, makeOrg, makeProject, makeUser, someOrigin } from "@/lib/testing/factories";
import { listReachedProjects } from "./access";
import { findOrgActor, findUserActor } from "./actors";
import { listOwnAlerts } from "./alerts";
import { listMyDeletedOrgs } from "./deleted-orgs";
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
