import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { listReachedProjects } from "@/db/queries/access";
import { findOrgActor, findProjectActor, findUserActor } from "@/db/queries/actors";
import { listMyOrgs } from "@/db/queries/orgs";
import { sessions } from "@/db/schema";
import { createSession, idleSince } from "@/lib/auth/sessions";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { sha256 } from "@/lib/crypto";
import { renameOrg } from "@/lib/orgs/orgs";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, someOrigin } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { endMemberSessions } from "./member-sessions";

const end = (actor: OrgActor, target: OrgActor) => endMemberSessions(actor, { userId: target.user.id });

/** A living session of the person, and how it is looked up. */
async function signedIn(person: OrgActor, minutesAgo: number) {
  const cookie = await createSession(person.user.id, { methods: ["password"] }, someOrigin());
  const tokenHash = sha256(cookie);
  const createdAt = new Date(Date.now() - minutesAgo * 60_000);
  await db().update(sessions).set({ createdAt }).where(eq(sessions.tokenHash, tokenHash));
  const at = new Date(Date.now() + 1000);
  return { tokenHash, at, idleSince: idleSince(at), origin: someOrigin() };
}

describe("ending a member's sessions in the org", () => {
  test("[A5] ends that org's part of every session of theirs, and nothing else", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const other = await makeOrg();
    await addMember(other, "admin", member);
    const project = await makeProject(owner);
    const theirs = await makeProject(other);
    await giveGrant(member, project, "admin");
    const phone = await signedIn(member, 300);
    const desk = await signedIn(member, 5);
    await end(owner, member);
    for (const key of [phone, desk]) {
      expect((await findOrgActor(key, owner.org.id))?.step).toBe("again");
      expect((await findProjectActor(key, project))?.step).toBe("again");
      expect(await findOrgActor(key, other.org.id)).toMatchObject({ step: null, actor: { role: "admin" } });
      const actor = await findUserActor(key);
      if (!actor) throw new Error("The session itself lives on.");
      expect((await listReachedProjects(actor, { limit: 9 })).map((row) => row.id)).toEqual([theirs]);
      const orgs = await listMyOrgs(actor);
      expect(Object.fromEntries(orgs.map((org) => [org.id, org.step]))).toEqual({
        [owner.org.id]: "again",
        [other.org.id]: null,
      });
    }
    expect(await auditedIn(owner.org.id)).toEqual(["member.sessions_ended"]);
    expect(await auditedIn(other.org.id)).toEqual([]);
  });

  test("[A5] a sign-in from then on reaches the org again", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    await end(owner, member);
    const key = await signedIn(member, -1 / 600);
    expect(await findOrgActor(key, owner.org.id)).toMatchObject({ step: null, actor: { role: "member" } });
  });

  test("[A5] what was begun with the old session is refused under the lock (SEC-R36)", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    expect(await refusal(renameOrg(admin, { name: "Before" }))).toBe("done");
    await end(owner, admin);
    expect(await refusal(renameOrg(admin, { name: "After" }))).toBe("NotFound");
  });

  test("[A5] an org that ended nothing is not an ended one: strangers learn nothing", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const key = await signedIn(owner, 1);
    expect(await findOrgActor(key, other.org.id)).toBeNull();
    expect(await findProjectActor(key, await makeProject(other))).toBeNull();
  });

  const every: OrgRole[] = ["owner", "admin", "billing_admin", "member"];
  test.each(every.flatMap((own) => every.map((target) => ({ own, target }))))(
    "[R4] $own ends those of somebody who is $target",
    async ({ own, target }) => {
      const owner = await makeOrg();
      const actor = own === "owner" ? owner : await addMember(owner, own);
      const person = await addMember(owner, target);
      const may = own === "owner" || (own === "admin" && target === "member");
      const refused = own === "owner" || own === "admin" ? "target_not_below" : "Forbidden";
      expect(await refusal(end(actor, person))).toBe(may ? "done" : refused);
    },
  );

  test("[A5] one's own are not ended here, and somebody else's people are not found (SEC-R35)", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const theirs = await addMember(other, "member");
    expect(await refusal(end(owner, owner))).toBe("target_not_below");
    expect(await refusal(end(owner, theirs))).toBe("NotFound");
  });
});
