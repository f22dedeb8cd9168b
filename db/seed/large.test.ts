import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { rawSql } from "@/db/client";
import { resetDatabase } from "@/lib/testing/reset-database";
import { type LargeSeed, seedLarge } from "./large";

/** The same statements with fewer rows; the real size takes half a minute. */
const sizes = {
  large: { key: "large", members: 1_200, teams: 40, projects: 101, invitations: 60 },
  small: { key: "small", members: 50, teams: 6, projects: 8, invitations: 6 },
};
let folder: string;
let made: LargeSeed;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "atrium-large-"));
  process.env.DATA_DIR = folder;
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  made = await seedLarge(sizes);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await resetDatabase();
});

it("[Q2] makes both organizations in the sizes asked for, owned by one person", async () => {
  const counts = await rawSql()`
    select o.name, c.members, c.teams, c.projects, c.invitations from orgs o join org_counts c on c.org_id = o.id order by o.name`;
  expect(counts).toMatchObject([
    { name: "Large Organization", members: 1_200, teams: 40, projects: 101, invitations: 60 },
    { name: "Small Organization", members: 50, teams: 6, projects: 8, invitations: 6 },
  ]);
  const owned = await rawSql()`
    select m.org_id from members m join users u on u.id = m.user_id where u.email = ${made.ownerEmail} and m.role = 'owner' order by m.org_id`;
  expect(owned.map((row) => row.org_id)).toEqual([made.largeOrgId, made.smallOrgId].sort());
});

it("[Q2] gives people what a real organization has: teams, grants, names that differ, open invitations, usage", async () => {
  const [facts] = await rawSql()`
    select (select count(distinct name) from members where org_id = ${made.largeOrgId})::int as names,
      (select count(distinct user_id) from team_members where org_id = ${made.largeOrgId})::int as in_teams,
      (select count(distinct source) from project_access where org_id = ${made.largeOrgId})::int as sources,
      (select count(*) from invitations where expires_at < now())::int as expired,
      (select count(*) from usage_days where org_id = ${made.largeOrgId})::int as days,
      (select count(*) from project_grants g join project_access a using (project_id, user_id) where a.source = 'individual')::int as grants`;
  expect(facts).toMatchObject({ in_teams: 1_199, sources: 4, expired: 0, days: 93 * 101 });
  expect(facts?.names).toBeGreaterThan(500);
  expect(facts?.grants).toBeGreaterThan(200);
});

it("says where they are when it is run again", async () => {
  const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(await seedLarge(sizes)).toEqual(made);
  expect(said).toHaveBeenCalledWith(expect.stringContaining(`/org/${made.largeOrgId}`));
  expect(await rawSql()`select 1 from orgs`).toHaveLength(2);
});
