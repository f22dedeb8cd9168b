import { describe, expect, test } from "vitest";
import { addMember, makeOrg, makeProject } from "@/lib/testing/factories";
import { explainAccess, listReachedProjects } from "./access";

describe("[U5] [R3] the explanation of access", () => {
  test("names every grant, the winning one first, and says how many projects there are beyond the first", async () => {
    const owner = await makeOrg();
    for (const name of ["b", "C", "a"]) await makeProject(owner, { name });
    const { projects, total } = await explainAccess(owner, owner.user.id, 2);
    expect(projects.map(({ name, role }) => [name, role])).toEqual([
      ["a", "owner"],
      ["b", "owner"],
    ]);
    expect(projects[0]?.grants).toEqual([
      { source: "organization", role: "owner", teamId: null, teamName: null, endsAt: null },
    ]);
    expect(total).toBe(3);
  });

  test("is empty for somebody without a grant, and for somebody else's people", async () => {
    const owner = await makeOrg();
    await makeProject(owner, { name: "Web app" });
    const member = await addMember(owner, "member");
    const stranger = await makeOrg();
    expect(await explainAccess(owner, member.user.id, 10)).toEqual({ projects: [], total: 0 });
    expect(await explainAccess(stranger, owner.user.id, 10)).toEqual({ projects: [], total: 0 });
    expect(await listReachedProjects(stranger, { limit: 10 })).toEqual([]);
  });
});
