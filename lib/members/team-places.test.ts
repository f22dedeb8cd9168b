import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { previewJoining, previewLeaving } from "@/db/queries/person-preview";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, makeTeam } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { addToTeams, removeFromTeam } from "./team-places";

async function scene() {
  const owner = await makeOrg();
  const admin = await addMember(owner, "admin");
  const member = await addMember(owner, "member");
  const [web, shop] = [await makeProject(owner, { name: "Web" }), await makeProject(owner, { name: "Shop" })];
  const team = await makeTeam(owner, { role: "analyst", projects: [web, shop] });
  const role = (projectId: number) => effectiveProjectRole(db(), projectId, member.user.id);
  return { owner, admin, member, web, shop, team, role };
}

const join = (actor: OrgActor, person: OrgActor, teams: string[]) =>
  addToTeams(actor, { userId: person.user.id, teams });
const leave = (actor: OrgActor, person: OrgActor, teamId: string) =>
  removeFromTeam(actor, { userId: person.user.id, teamId });

describe("a person's places in teams", () => {
  test("[U5] [M2] what the preview says is what they get, and what remains is what they keep", async () => {
    const { owner, admin, member, web, shop, team, role } = await scene();
    await giveGrant(member, web, "admin");
    await giveGrant(member, shop, "consumer");
    const joining = await previewJoining(owner, member.user.id, [team]);
    expect(joining).toEqual({
      rows: [
        { projectId: shop, name: "Shop", before: "consumer", after: "analyst" },
        { projectId: web, name: "Web", before: "admin", after: "admin" },
      ],
      total: 2,
    });
    expect(await join(admin, member, [team, team])).toBe(1);
    for (const line of joining.rows) expect(await role(line.projectId)).toBe(line.after);
    expect(await join(admin, member, [team])).toBe(0);
    const leaving = await previewLeaving(owner, member.user.id, team);
    expect(leaving.rows[0]).toEqual({ projectId: shop, name: "Shop", before: "analyst", after: "consumer" });
    expect(await leave(admin, member, team)).toEqual({ removed: true });
    for (const line of leaving.rows) expect(await role(line.projectId)).toBe(line.after);
    expect(await leave(admin, member, team)).toEqual({ removed: false });
    expect(await auditedIn(owner.org.id)).toEqual(["team.member_added", "team.member_removed"]);
  });

  test("[R4] [R5] an admin puts nobody into a team of owners, and a member nobody into any", async () => {
    const { owner, admin, member, web, team } = await scene();
    const owners = await makeTeam(owner, { role: "owner", projects: [web], members: [member] });
    const other = await addMember(owner, "member");
    expect(await refusal(join(admin, other, [owners]))).toBe("role_above_own");
    expect(await refusal(leave(admin, member, owners))).toBe("target_not_below");
    expect(await refusal(join(member, other, [team]))).toBe("Forbidden");
    expect(await refusal(leave(member, member, owners))).toBe("Forbidden");
    expect(await refusal(leave(owner, member, owners))).toBe("done");
  });

  test("[R7] below Enterprise nobody new comes into a team of analysts", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const member = await addMember(owner, "member");
    const team = await makeTeam(owner, { role: "analyst" });
    expect(await refusal(join(owner, member, [team]))).toBe("role_needs_plan");
  });

  test("[Q1] people and teams of another org are not found, nor previewed (SEC-R35)", async () => {
    const { owner, member, team } = await scene();
    const theirs = await scene();
    expect(await refusal(join(owner, theirs.member, [team]))).toBe("NotFound");
    expect(await refusal(join(owner, member, [theirs.team]))).toBe("NotFound");
    expect(await refusal(leave(owner, theirs.member, theirs.team))).toBe("NotFound");
    expect(await refusal(leave(owner, member, theirs.team))).toBe("NotFound");
    expect(await previewJoining(owner, member.user.id, [theirs.team])).toEqual({ rows: [], total: 0 });
    expect(await previewLeaving(owner, theirs.member.user.id, theirs.team)).toEqual({ rows: [], total: 0 });
  });
});
