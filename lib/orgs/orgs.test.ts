import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { orgs } from "@/db/schema";
import { newSecret } from "@/lib/ids";
import { addMember, auditedIn, makeOrg, makeUser, rolesIn } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { createOrg, renameOrg } from "./orgs";

async function nameOf(orgId: number) {
  const [row] = await db().select({ name: orgs.name }).from(orgs).where(eq(orgs.id, orgId));
  return row?.name;
}

describe("creating an organization", () => {
  test("[A1] makes it with the person as Owner, a first project and entries, on the plan of the installation", async () => {
    const user = await makeUser();
    const { orgId } = await createOrg(user, { name: "Second", requestKey: newSecret() });
    expect(await rolesIn(orgId)).toEqual(new Map([[user.user.id, "owner"]]));
    expect(await auditedIn(orgId)).toEqual(["org.created", "member.joined", "project.created"]);
    const [counts] = await db().execute(
      sql`select members, owners, projects, teams, invitations from org_counts where org_id = ${orgId}`,
    );
    expect(counts).toEqual({ members: 1, owners: 1, projects: 1, teams: 0, invitations: 0 });
    expect(await db().select().from(orgs).where(eq(orgs.id, orgId))).toMatchObject([
      { plan: "free", createdBy: user.user.id },
    ]);
  });

  test("[Q1] a double click makes one, also at the same moment", async () => {
    const user = await makeUser();
    const input = { name: "Twice", requestKey: newSecret() };
    const outcomes = await race([1, 2, 3].map(() => () => createOrg(user, input)));
    const ids = outcomes.map((outcome) => outcome.status === "fulfilled" && outcome.value.orgId);
    expect(new Set(ids).size).toBe(1);
    expect(await db().select().from(orgs).where(eq(orgs.createdBy, user.user.id))).toHaveLength(1);
  });

  test("[Q1] another person's request key gives nothing of theirs (SEC-R35)", async () => {
    const input = { name: "Theirs", requestKey: newSecret() };
    const first = await makeUser();
    const { orgId } = await createOrg(first, input);
    const second = createOrg(await makeUser(), input);
    await expect(second).rejects.toThrow();
    expect((await rolesIn(orgId)).size).toBe(1);
  });

  test("[I2] an account whose address is unproven makes none", async () => {
    const user = await makeUser({ limitedToOrgId: (await makeOrg()).org.id });
    expect(await refusal(createOrg(user, { name: "None", requestKey: newSecret() }))).toBe("email_unproven");
  });
});

describe("renaming", () => {
  test("[O1] owners and admins do, with before and after; others do not", async () => {
    const owner = await makeOrg();
    await renameOrg(await addMember(owner, "admin"), { name: "Renamed" });
    expect(await nameOf(owner.org.id)).toBe("Renamed");
    for (const role of ["billing_admin", "member"] as const) {
      expect(await refusal(renameOrg(await addMember(owner, role), { name: "No" }))).toBe("Forbidden");
    }
    const other = await makeOrg();
    expect(await refusal(renameOrg({ ...owner, org: other.org }, { name: "No" }))).toBe("NotFound");
    expect([await nameOf(owner.org.id), await nameOf(other.org.id)]).toEqual(["Renamed", "Acme"]);
    const [entry] = await db().execute(sql`select before, after from audit_entries where org_id = ${owner.org.id}`);
    expect(entry).toEqual({ before: { name: "Acme" }, after: { name: "Renamed" } });
  });

  test("[Q1] the same name is no change and no entry", async () => {
    const owner = await makeOrg();
    await renameOrg(owner, { name: "Acme" });
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });
});

test("[O1] counts stay exact through joining, leaving, moving and ending of everything", async () => {
  const owner = await makeOrg();
  const { id } = owner.org;
  await db().execute(sql`insert into users (id, email, name, email_proven_at)
    select 'usr_c' || n || '_' || ${id}::text, 'c' || n || '_' || ${id}::text || '@example.test', 'C', now() from generate_series(1, 30) n`);
  await db().execute(sql`insert into members (org_id, user_id, role, joined_at)
    select ${id}, id, (case when id like 'usr_c1_%' then 'owner' else 'member' end)::org_role, now() from users where id like ${`usr_c%_${id}`}`);
  await db().execute(sql`update members set role = 'owner' where org_id = ${id} and user_id like 'usr_c2%'`);
  await db().execute(sql`delete from members where org_id = ${id} and user_id like 'usr_c1%'`);
  const [kept] = await db().execute(sql`select members, owners from org_counts where org_id = ${id}`);
  const [real] =
    await db().execute(sql`select count(*)::int as members, (count(*) filter (where role = 'owner'))::int as owners
    from members where org_id = ${id}`);
  expect(kept).toEqual(real);
  expect(real).toEqual({ members: 20, owners: 12 });
});
