import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  rolesIn,
  unconfirmed,
} from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { changeMemberRole, leaveOrg } from "./members";
import { removeMember } from "./off-boarding";

const every: OrgRole[] = ["owner", "admin", "billing_admin", "member"];

function change(actor: OrgActor, target: OrgActor, role: OrgRole, was = target.role) {
  return changeMemberRole(actor, { userId: target.user.id, role, was });
}

async function roleOf(person: OrgActor): Promise<OrgRole | undefined> {
  return (await rolesIn(person.org.id)).get(person.user.id);
}

/** What becomes of each pair of roles; typed in from R4 and R5, apart from the code. */
function mayChange(own: OrgRole, target: OrgRole): boolean {
  return own === "owner" || (own === "admin" && target === "member");
}
function mayGive(own: OrgRole, role: OrgRole): boolean {
  return own === "owner" || (own === "admin" && (role === "admin" || role === "member"));
}
const cases = every.flatMap((own) => every.flatMap((from) => every.map((to) => ({ own, from, to }))));

describe("changing a role", () => {
  test("[U5] changes it, with before and after in the audit log", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    await change(owner, member, "admin");
    expect(await roleOf(member)).toBe("admin");
    const [entry] = await db().execute(sql`select actor_id, object_id, before, after from audit_entries
      where org_id = ${owner.org.id} and action = 'member.role_changed'`);
    expect(entry).toEqual({
      actor_id: owner.user.id,
      object_id: member.user.id,
      before: { role: "member" },
      after: { role: "admin" },
    });
  });

  test.each(cases.filter(({ from, to }) => from !== to))(
    "[R4] $own changes somebody from $from to $to",
    async ({ own, from, to }) => {
      const owner = await makeOrg();
      const actor = own === "owner" ? owner : await addMember(owner, own);
      const target = await addMember(owner, from);
      const may = mayChange(own, from) && mayGive(own, to);
      const answer = await refusal(change(actor, target, to));
      const permitted = own === "owner" || own === "admin";
      expect(answer === "done").toBe(may);
      if (!permitted) expect(answer).toBe("Forbidden");
      else if (!may) expect(["target_not_below", "role_above_own"]).toContain(answer);
      expect(await roleOf(target)).toBe(may ? to : from);
      expect(await auditedIn(owner.org.id)).toEqual(may ? ["member.role_changed"] : []);
    },
  );

  test("[R4] nobody raises themselves", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const member = await addMember(owner, "member");
    const billing = await addMember(owner, "billing_admin");
    expect(await refusal(change(admin, admin, "owner"))).toBe("target_not_below");
    expect(await refusal(change(member, member, "admin"))).toBe("Forbidden");
    expect(await refusal(change(billing, billing, "owner"))).toBe("Forbidden");
  });

  test("[A6] giving and taking Owner needs a confirmation, other roles do not", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const second = await addMember(owner, "owner");
    const stale = unconfirmed(owner);
    expect(await refusal(change(stale, member, "owner"))).toBe("ConfirmationNeeded");
    expect(await refusal(change(stale, second, "admin"))).toBe("ConfirmationNeeded");
    expect(await refusal(change(stale, member, "admin"))).toBe("done");
    expect(await roleOf(second)).toBe("owner");
  });

  test("[R1] the last owner cannot step down, a second one can", async () => {
    const owner = await makeOrg();
    expect(await refusal(change(owner, owner, "admin"))).toBe("last_owner");
    const second = await addMember(owner, "owner");
    expect(await refusal(change(owner, owner, "admin"))).toBe("done");
    expect(await refusal(change(second, second, "member"))).toBe("last_owner");
  });

  test("[Q1] a page gone stale changes nothing", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    await change(owner, member, "billing_admin");
    expect(await refusal(change(owner, member, "admin", "member"))).toBe("changed_meanwhile");
    expect(await roleOf(member)).toBe("billing_admin");
  });

  test("[Q1] the role they have already is no change and no entry", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    expect(await refusal(change(owner, member, "member"))).toBe("done");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[Q1] people of another org, and of none, are not found (SEC-R35)", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const theirs = await addMember(other, "member");
    const nobody = { ...theirs, ...(await makeUser()) };
    expect(await refusal(change(owner, theirs, "admin"))).toBe("NotFound");
    expect(await refusal(change(owner, nobody, "admin"))).toBe("NotFound");
    expect(await refusal(change({ ...owner, org: other.org }, theirs, "admin"))).toBe("NotFound");
    expect(await roleOf(theirs)).toBe("member");
  });
});

describe("removing", () => {
  const remove = (actor: OrgActor, target: OrgActor) => removeMember(actor, { userId: target.user.id });

  test("[U4] takes the person out with their team places and grants, and leaves the account", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const project = await makeProject(owner);
    await makeTeam(owner, { projects: [project], members: [member] });
    await giveGrant(member, project, "analyst");
    await remove(owner, member);
    expect(await roleOf(member)).toBeUndefined();
    expect(await auditedIn(owner.org.id)).toEqual(["member.removed"]);
    const [left] = await db().execute(sql`select
      (select count(*)::int from team_members where user_id = ${member.user.id}) as places,
      (select count(*)::int from project_grants where user_id = ${member.user.id}) as grants,
      (select count(*)::int from users where id = ${member.user.id}) as accounts`);
    expect(left).toEqual({ places: 0, grants: 0, accounts: 1 });
  });

  test("[U4] touches no other org of the person", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const other = await makeOrg();
    await addMember(other, "admin", member);
    await remove(owner, member);
    expect((await rolesIn(other.org.id)).get(member.user.id)).toBe("admin");
  });

  test.each(every.flatMap((own) => every.map((target) => ({ own, target }))))(
    "[R4] $own removes somebody who is $target",
    async ({ own, target }) => {
      const owner = await makeOrg();
      const actor = own === "owner" ? owner : await addMember(owner, own);
      const person = await addMember(owner, target);
      const answer = await refusal(remove(actor, person));
      const expected = own === "owner" || own === "admin" ? "target_not_below" : "Forbidden";
      expect(answer).toBe(mayChange(own, target) ? "done" : expected);
      expect(await roleOf(person)).toBe(mayChange(own, target) ? undefined : target);
    },
  );

  test("[A6] removing an owner needs a confirmation", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    expect(await refusal(remove(unconfirmed(owner), second))).toBe("ConfirmationNeeded");
    expect(await refusal(remove(owner, second))).toBe("done");
  });

  test("[U4] oneself is not removed here, and twice is not found", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    expect(await refusal(remove(owner, owner))).toBe("target_not_below");
    expect(await refusal(remove(owner, member))).toBe("done");
    expect(await refusal(remove(owner, member))).toBe("NotFound");
  });

  test("[Q1] people of another org are not found (SEC-R35)", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const theirs = await addMember(other, "member");
    expect(await refusal(remove(owner, theirs))).toBe("NotFound");
    expect(await roleOf(theirs)).toBe("member");
  });
});

describe("leaving", () => {
  test.each(every.filter((role) => role !== "owner"))("[C1] a %s leaves", async (role) => {
    const owner = await makeOrg();
    const person = await addMember(owner, role);
    await leaveOrg(person);
    expect(await roleOf(person)).toBeUndefined();
    expect(await auditedIn(owner.org.id)).toEqual(["member.left"]);
  });

  test("[C1] [R1] the last owner does not, and does once somebody else is owner", async () => {
    const owner = await makeOrg();
    await addMember(owner, "admin");
    expect(await refusal(leaveOrg(owner))).toBe("last_owner");
    await addMember(owner, "owner");
    expect(await refusal(leaveOrg(owner))).toBe("done");
  });

  test("[C1] somebody who left already finds nothing", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    await leaveOrg(member);
    expect(await refusal(leaveOrg(member))).toBe("NotFound");
  });
});
