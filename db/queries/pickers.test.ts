import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { projects } from "@/db/schema";
import { addMember, makeOrg, makeProject, makeTeam, makeUser } from "@/lib/testing/factories";
import { pickPeople, pickProjects, pickTeams } from "./pickers";
import { findTypedPeople } from "./team-members";

async function people() {
  const owner = await makeOrg({ owner: await makeUser({ name: "Zoë Ärmel" }) });
  const names = ["Ann Zhou", "Bo Zander", "王小明", "Per 100% Cent", "Ольга Иванова"];
  const made = [];
  for (const name of names) made.push(await addMember(owner, "member", await makeUser({ name })));
  return { owner, made };
}
const labels = (found: { label: string }[]) => found.map(({ label }) => label);

describe("people", () => {
  test.each([
    ["zho", ["Ann Zhou"]],
    ["Z", ["Ann Zhou", "Bo Zander", "Zoë Ärmel"]],
    ["ZA", ["Bo Zander"]],
    ["小明", ["王小明"]],
    ["明", ["王小明"]],
    ["и", ["Ольга Иванова"]],
    ["100%", ["Per 100% Cent"]],
    ["_", []],
    ["ärm", ["Zoë Ärmel"]],
    ["hou", ["Ann Zhou"]],
    ["ou", []],
  ])("[M1] %s finds %s: two letters begin a word, more stand anywhere", async (q, expected) => {
    const { owner } = await people();
    expect(labels(await pickPeople(owner, { q }))).toEqual(expected);
  });

  test("[M1] by e-mail, without those in the team, and never of another organization", async () => {
    const { owner, made } = await people();
    const [ann, bo] = made;
    if (!ann || !bo) throw new Error("nobody");
    const team = await makeTeam(owner, { members: [ann] });
    expect(await pickPeople(owner, { q: ann.user.email })).toEqual([
      { id: ann.user.id, label: "Ann Zhou", hint: ann.user.email },
    ]);
    expect(labels(await pickPeople(owner, { q: "z", notInTeam: team }))).toEqual(["Bo Zander", "Zoë Ärmel"]);
    expect(await pickPeople(await makeOrg(), { q: "zhou" })).toEqual([]);
  });

  test("[M1] typed by hand: addresses in any case, whole names that one person has", async () => {
    const { owner, made } = await people();
    const twin = await addMember(owner, "member", await makeUser({ name: "Bo Zander" }));
    const typed = `${made[0]?.user.email.toUpperCase()}\nbo zander, ${twin.user.email}; 王小明\nnobody@north.test\n`;
    const { found, unclear } = await findTypedPeople(owner, typed);
    expect(found.map(({ id }) => id).sort()).toEqual([made[0]?.user.id, twin.user.id, made[2]?.user.id].sort());
    expect(unclear).toEqual(["bo zander", "nobody@north.test"]);
    expect(await findTypedPeople(await makeOrg(), made[0]?.user.email ?? "")).toMatchObject({ found: [] });
  });
});

test("[M1] teams say what they give, projects leave out deleted ones and those of the team", async () => {
  const owner = await makeOrg();
  const [web, gone] = [await makeProject(owner, { name: "Web app" }), await makeProject(owner, { name: "Web old" })];
  const other = await makeProject(owner, { name: "Web shop" });
  await db().update(projects).set({ deletedAt: new Date() }).where(sql`${projects.id} = ${gone}`);
  const team = await makeTeam(owner, { name: "Growth", role: "analyst", projects: [web, gone] });
  expect(await pickTeams(owner, { q: "gro" })).toEqual([{ id: team, label: "Growth", hint: "Analyst on 1 project" }]);
  expect(labels(await pickProjects(owner, { q: "web" }))).toEqual(["Web app", "Web shop"]);
  expect(await pickProjects(owner, { q: "w", notInTeam: team })).toEqual([
    { id: String(other), label: "Web shop", hint: "UTC" },
  ]);
  expect(await pickTeams(await makeOrg(), { q: "" })).toEqual([]);
});
