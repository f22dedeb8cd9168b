import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { directoryTokens, directoryUsers, domains, members, orgs, teamMembers, teams, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { newId, newSecret } from "@/lib/ids";
import { removeMembers } from "@/lib/members/bulk";
import { removeMember } from "@/lib/members/off-boarding";
import { renameTeam } from "@/lib/teams/teams";
import { directoryOf } from "@/lib/testing/directory";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  unconfirmed,
} from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { createToken, revokeToken } from "./tokens";

/** Directory sync (S5): RFC 7644 as Okta and Entra ID speak it, and what it does to an org. */
const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const patch = (...Operations: object[]) => ({ schemas: [patchOp], Operations });
let count = 0;

async function makePlace() {
  count += 1;
  const domain = `scim${count}.test`;
  const owner = await makeOrg();
  await db()
    .insert(domains)
    .values({
      id: newId("domain"),
      orgId: owner.org.id,
      domain,
      token: newSecret(24),
      claimedAt: new Date(),
      verifiedAt: new Date(),
    });
  const call = directoryOf(owner);
  const add = async (name: string, more: object = {}) => {
    const body = { schemas: [userSchema], userName: `${name}@${domain}`, ...more };
    const made = await call("POST", "Users", body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return String(made.body.id);
  };
  return { owner, domain, call, add };
}

const accountOf = async (id: string) => {
  const [row] = await db().select().from(directoryUsers).where(eq(directoryUsers.id, id));
  return row?.userId ?? "";
};
const roleOf = async ({ org }: OrgActor, userId: string) =>
  (
    await db()
      .select()
      .from(members)
      .where(and(eq(members.orgId, org.id), eq(members.userId, userId)))
  )[0]?.role ?? null;
const peopleOf = async (teamId: string) =>
  (await db().select().from(teamMembers).where(eq(teamMembers.teamId, teamId))).map(({ userId }) => userId).sort();

describe("[S5] users", () => {
  test("RFC 7644 §3.3: created, with an account and a place as Member; read, listed, replaced, deleted", async () => {
    const { owner, call, domain } = await makePlace();
    const bjensen = {
      schemas: [userSchema],
      userName: `bjensen@${domain}`,
      externalId: "bjensen",
      name: { formatted: "Ms. Barbara J Jensen III", familyName: "Jensen", givenName: "Barbara" },
      emails: [{ value: `bjensen@${domain}`, type: "work", primary: true }],
    };
    const made = await call("POST", "Users", bjensen);
    expect(made.status).toBe(201);
    const id = String(made.body.id);
    expect(made.headers).toMatchObject({ ETag: 'W/"1"', Location: `https://atrium.test/api/app/scim/v2/Users/${id}` });
    expect(made.body).toMatchObject({ ...bjensen, active: true, meta: { resourceType: "User", version: 'W/"1"' } });
    const userId = await accountOf(id);
    expect(await roleOf(owner, userId)).toBe("member");
    const [account] = await db().select().from(users).where(eq(users.id, userId));
    expect(account).toMatchObject({ name: "Barbara Jensen", email: `bjensen@${domain}`, passwordHash: null });
    expect((await call("GET", `Users/${id}`)).body).toEqual(made.body);
    expect((await call("GET", `Users/${id}`, undefined, { ifNoneMatch: 'W/"1"' })).status).toBe(304);
    const put = await call("PUT", `Users/${id}`, { ...bjensen, displayName: "Babs" });
    expect(put.body).toMatchObject({ displayName: "Babs", meta: { version: 'W/"2"' } });
    expect((await call("POST", "Users", bjensen)).body).toMatchObject({ scimType: "uniqueness" });
    expect((await call("DELETE", `Users/${id}`)).status).toBe(204);
    expect((await call("GET", `Users/${id}`)).status).toBe(404);
    expect(await roleOf(owner, userId)).toBeNull();
    expect(await auditedIn(owner.org.id)).toEqual(
      expect.arrayContaining([
        "directory.user_created",
        "directory.user_changed",
        "directory.user_deleted",
        "member.removed",
      ]),
    );
  });

  test("[S2] only in a verified domain, and an account there was before keeps what is its own", async () => {
    const { owner, call, domain } = await makePlace();
    for (const userName of ["eve@elsewhere.test", `eve@sub.${domain}`, "no address"]) {
      expect((await call("POST", "Users", { schemas: [userSchema], userName })).body).toMatchObject({
        scimType: "invalidValue",
      });
    }
    const person = await makeUser({
      email: `ada@${domain}`,
      name: "Ada Byron",
      password: "a password that is long enough",
    });
    const before = (await db().select().from(users).where(eq(users.id, person.user.id)))[0];
    const other = await makeOrg();
    await addMember(other, "admin", person);
    const made = await call("POST", "Users", {
      schemas: [userSchema],
      userName: `ada@${domain}`,
      displayName: "Somebody else",
    });
    const id = String(made.body.id);
    await call("PATCH", `Users/${id}`, patch({ op: "replace", path: "userName", value: `changed@${domain}` }));
    await call(
      "PATCH",
      `Users/${id}`,
      patch({ op: "replace", path: 'emails[type eq "work"].value', value: "x@evil.test" }),
    );
    await call("PATCH", `Users/${id}`, patch({ op: "replace", path: "active", value: false }));
    expect((await db().select().from(users).where(eq(users.id, person.user.id)))[0]).toEqual(before);
    expect(await roleOf(owner, person.user.id)).toBeNull();
    expect(await roleOf(other, person.user.id)).toBe("admin");
  });

  test("[R1] deactivates and takes back, and never the last owner, whatever runs at once", async () => {
    const { owner, call, domain, add } = await makePlace();
    const project = await makeProject(owner);
    const id = await add("ada");
    const userId = await accountOf(id);
    await giveGrant({ ...owner, user: { ...owner.user, id: userId } }, project, "analyst");
    const off = patch({ op: "Replace", path: "active", value: "False" });
    expect((await call("PATCH", `Users/${id}`, off)).body).toMatchObject({ active: false });
    expect(await roleOf(owner, userId)).toBeNull();
    const access = await db().execute(sql`select 1 from project_grants where user_id = ${userId}`);
    expect(access).toHaveLength(0);
    expect((await call("PATCH", `Users/${id}`, patch({ op: "replace", value: { active: true } }))).body).toMatchObject({
      active: true,
    });
    expect(await roleOf(owner, userId)).toBe("member");
    // Two owners of the directory, deactivated at the same moment: one stays.
    const [one, two] = [await add("one"), await add("two")];
    await db().execute(sql`
      update members set role = 'owner' where org_id = ${owner.org.id} and email in (${`one@${domain}`}, ${`two@${domain}`})`);
    await db()
      .delete(members)
      .where(and(eq(members.orgId, owner.org.id), eq(members.userId, owner.user.id)));
    const outcomes = await race([one, two].map((each) => () => call("PATCH", `Users/${each}`, off)));
    const statuses = outcomes.map((each) => (each.status === "fulfilled" ? each.value.status : 0)).sort();
    expect(statuses).toEqual([200, 409]);
    expect(
      await db()
        .select()
        .from(members)
        .where(and(eq(members.orgId, owner.org.id), eq(members.role, "owner"))),
    ).toHaveLength(1);
  });

  test("of another org do not exist", async () => {
    const [place, other] = [await makePlace(), await makePlace()];
    const id = await place.add("ada");
    expect((await other.call("GET", `Users/${id}`)).status).toBe(404);
    expect((await other.call("PUT", `Users/${id}`, { schemas: [userSchema], userName: "x@y.test" })).status).toBe(404);
    expect(
      (await other.call("PATCH", `Users/${id}`, patch({ op: "replace", path: "active", value: false }))).status,
    ).toBe(404);
    expect((await other.call("DELETE", `Users/${id}`)).status).toBe(404);
    expect((await other.call("GET", "Users")).body).toMatchObject({ totalResults: 0, Resources: [] });
    const group = { schemas: [groupSchema], displayName: "Theirs", members: [{ value: id }] };
    expect((await other.call("POST", "Groups", group)).body).toMatchObject({ scimType: "invalidValue" });
  });

  test("RFC 7644 §3.14: a version that was overtaken is refused", async () => {
    const { call, add } = await makePlace();
    const id = await add("ada");
    const change = patch({ op: "replace", path: "title", value: "Head" });
    expect((await call("PATCH", `Users/${id}`, change, { ifMatch: 'W/"1"' })).headers.ETag).toBe('W/"2"');
    expect((await call("PATCH", `Users/${id}`, change, { ifMatch: 'W/"1"' })).status).toBe(412);
    expect((await call("DELETE", `Users/${id}`, undefined, { ifMatch: "nonsense" })).status).toBe(412);
  });
});

describe("[S5] filters and pages", () => {
  test("RFC 7644 §3.4.2.2: every operator, grouping and value paths", async () => {
    const { call, add, domain } = await makePlace();
    const at = (name: string) => `${name}@${domain}`;
    await add("ada", { externalId: "A1", title: "Head", name: { givenName: "Ada", familyName: "Byron" } });
    await add("bob", {
      externalId: "B2",
      emails: [{ value: at("bob"), type: "work", primary: "True" }],
      active: false,
    });
    await add("cy_d%", { emails: [{ value: at("cy"), type: "home" }] }).catch(() => undefined);
    const find = async (filter: string) => {
      const found = await call("GET", `Users?filter=${encodeURIComponent(filter)}`);
      expect(found.status, JSON.stringify(found.body)).toBe(200);
      return (found.body.Resources as { userName: string }[]).map(({ userName }) => userName.split("@")[0]).sort();
    };
    expect(await find(`userName eq "${at("ADA").toUpperCase()}"`)).toEqual(["ada"]);
    expect(await find(`externalId eq "a1"`)).toEqual([]);
    expect(await find(`externalId eq "A1"`)).toEqual(["ada"]);
    expect(await find(`name.familyName co "YRO"`)).toEqual(["ada"]);
    expect(await find(`userName sw "b"`)).toEqual(["bob"]);
    expect(await find(`userName ew ".test" and title pr`)).toEqual(["ada"]);
    expect(await find(`not (title pr) and active eq false`)).toEqual(["bob"]);
    expect(await find(`title eq "Head" or active eq "False"`)).toEqual(["ada", "bob"]);
    expect(await find(`(title eq "Head" or active eq false) and userName ne "${at("bob")}"`)).toEqual(["ada"]);
    expect(await find(`emails[type eq "work" and value co "bob"]`)).toEqual(["bob"]);
    expect(await find(`emails.type eq "work"`)).toEqual(["bob"]);
    expect(await find(`emails co "bob"`)).toEqual(["bob"]);
    expect(await find(`${userSchema}:userName sw "a"`)).toEqual(["ada"]);
    expect(await find(`meta.created gt "2020-01-01T00:00:00Z" and userName sw "a"`)).toEqual(["ada"]);
    expect(await find(`meta.lastModified lt "2020-01-01T00:00:00Z"`)).toEqual([]);
    // Entra ID looks for somebody who is not there before anything else.
    expect(await find(`userName eq "${newSecret()}"`)).toEqual([]);
    expect(await find(`userName co "%"`)).not.toContain("ada");
    for (const wrong of [
      `password eq "x"`,
      "userName",
      `userName xx "a"`,
      `active gt true`,
      "(".repeat(50),
      "a".repeat(3000),
    ]) {
      const refused = await call("GET", `Users?filter=${encodeURIComponent(wrong)}`);
      expect(refused, wrong).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
    }
    const injected = await call("GET", `Users?filter=${encodeURIComponent(`userName eq "' or 1=1 --"`)}`);
    expect(injected.body.totalResults).toBe(0);
  });

  test("§3.4.2.4 and §3.9: pages by startIndex and count, attributes left out or alone, and a search in the body", async () => {
    const { call, add } = await makePlace();
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) ids.push(await add(name, { title: name }));
    const page = await call("GET", "Users?startIndex=2&count=1");
    expect(page.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect((page.body.Resources as { id: string }[])[0]?.id).toBe(ids[1]);
    expect((await call("GET", "Users?startIndex=-3&count=-1")).body).toMatchObject({
      startIndex: 1,
      Resources: [],
      totalResults: 3,
    });
    expect((await call("GET", "Users?count=x")).status).toBe(400);
    const [narrow] = (await call("GET", "Users?attributes=userName,meta.version&count=1")).body.Resources as Record<
      string,
      unknown
    >[];
    expect(Object.keys(narrow ?? {}).sort()).toEqual(["id", "meta", "schemas", "userName"]);
    expect(narrow?.meta).toEqual({ version: 'W/"1"' });
    const [wide] = (await call("GET", "Users?excludedAttributes=title,meta&count=1")).body.Resources as Record<
      string,
      unknown
    >[];
    expect(wide).not.toHaveProperty("title");
    expect(wide).toHaveProperty("userName");
    const search = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
      filter: `title eq "b"`,
      attributes: ["title"],
    };
    expect((await call("POST", "Users/.search", search)).body).toMatchObject({ totalResults: 1 });
    await call("POST", "Groups", { schemas: [groupSchema], displayName: "Both" });
    const both = await call("POST", ".search", { schemas: search.schemas });
    expect(both.body).toMatchObject({ totalResults: 4, itemsPerPage: 4 });
  });

  test("a page far into 100,000 users is one read by an index", async () => {
    const { owner, call } = await makePlace();
    await db().execute(sql`
      insert into directory_users (id, org_id, user_name, active, attributes, created_at, changed_at)
      select 'dus_' || lpad(n::text, 24, '0'), ${owner.org.id}, 'u' || n || '@x.test', true, '{}', now() + n * interval '1 second', now()
      from generate_series(1, 100000) n`);
    const page = await call("GET", "Users?startIndex=99901&count=100");
    expect(page.body).toMatchObject({ totalResults: 100_000, itemsPerPage: 100, startIndex: 99_901 });
    const one = await call("GET", `Users?filter=${encodeURIComponent('userName eq "u99999@x.test"')}`);
    expect(one.body).toMatchObject({ totalResults: 1 });
    const plan = await db().execute<{ "QUERY PLAN": string }>(sql`
      explain select 1 from directory_users d where d.org_id = ${owner.org.id} and lower(d.user_name) = lower('u5@x.test')`);
    expect(JSON.stringify(plan)).toContain("directory_users_name");
  });
});

describe("[S5] groups", () => {
  test("are teams by their names: created, renamed, emptied, filled and deleted", async () => {
    const { owner, call, add } = await makePlace();
    const [ada, bob] = [await add("ada"), await add("bob")];
    const made = await call("POST", "Groups", {
      schemas: [groupSchema],
      displayName: "Tour Guides",
      externalId: "G1",
      members: [{ value: ada }],
    });
    expect(made.status).toBe(201);
    const id = String(made.body.id);
    const [team] = await db().select().from(teams).where(eq(teams.orgId, owner.org.id));
    expect(team).toMatchObject({ name: "Tour Guides", role: "consumer" });
    expect(made.body.members).toMatchObject([{ value: ada, type: "User" }]);
    // Okta adds and removes one by one, Entra ID several.
    await call("PATCH", `Groups/${id}`, patch({ op: "add", path: "members", value: [{ value: bob }] }));
    expect(await peopleOf(team?.id ?? "")).toHaveLength(2);
    await call("PATCH", `Groups/${id}`, patch({ op: "remove", path: `members[value eq "${ada}"]` }));
    expect(await peopleOf(team?.id ?? "")).toEqual([await accountOf(bob)]);
    await call(
      "PATCH",
      `Groups/${id}`,
      patch(
        { op: "Remove", path: "members", value: [{ value: bob }] },
        { op: "Replace", value: { displayName: "Guides" } },
      ),
    );
    expect(await peopleOf(team?.id ?? "")).toEqual([]);
    expect((await call("GET", `Groups/${id}`)).body).toMatchObject({ displayName: "Guides", members: [] });
    await call("PUT", `Groups/${id}`, {
      schemas: [groupSchema],
      displayName: "Guides",
      members: [{ value: ada }, { value: bob }],
    });
    expect(await peopleOf(team?.id ?? "")).toHaveLength(2);
    expect((await call("GET", `Groups/${id}?excludedAttributes=members`)).body).not.toHaveProperty("members");
    expect((await call("GET", `Groups?filter=${encodeURIComponent(`members.value eq "${ada}"`)}`)).body).toMatchObject({
      totalResults: 1,
    });
    expect((await call("GET", `Users/${ada}`)).body.groups).toMatchObject([{ value: id, display: "Guides" }]);
    await call("PATCH", `Groups/${id}`, patch({ op: "remove", path: "members" }));
    expect(await peopleOf(team?.id ?? "")).toEqual([]);
    expect((await call("DELETE", `Groups/${id}`)).status).toBe(204);
    expect(await db().select().from(teams).where(eq(teams.orgId, owner.org.id))).toEqual([]);
  });

  test("[R4] take over a team of their name, but none that makes people project owners", async () => {
    const { owner, call } = await makePlace();
    const project = await makeProject(owner);
    const [low] = [await makeTeam(owner, { name: "Data", role: "admin", projects: [project] })];
    await makeTeam(owner, { name: "Keys", role: "owner", projects: [project] });
    const taken = await call("POST", "Groups", { schemas: [groupSchema], displayName: "data" });
    expect(taken.status).toBe(201);
    const again = await call("POST", "Groups", { schemas: [groupSchema], displayName: "Data" });
    expect(again.body).toMatchObject({ scimType: "uniqueness" });
    expect((await call("POST", "Groups", { schemas: [groupSchema], displayName: "Keys" })).status).toBe(409);
    const [team] = await db().select().from(teams).where(eq(teams.id, low));
    expect(team?.role).toBe("admin");
  });

  test("two PATCHes at the same moment lose nothing", async () => {
    const { owner, call, add } = await makePlace();
    const ids = [await add("a"), await add("b"), await add("c"), await add("d")];
    const group = String((await call("POST", "Groups", { schemas: [groupSchema], displayName: "Race" })).body.id);
    await race(
      ids.map(
        (value) => () => call("PATCH", `Groups/${group}`, patch({ op: "add", path: "members", value: [{ value }] })),
      ),
    );
    const [team] = await db().select().from(teams).where(eq(teams.orgId, owner.org.id));
    expect(await peopleOf(team?.id ?? "")).toHaveLength(4);
    expect((await call("GET", `Groups/${group}`)).headers.ETag).toBe('W/"5"');
  });

  test("10,000 people in one PATCH are as many statements as one", async () => {
    const { owner, call, domain } = await makePlace();
    await db().execute(sql`
      insert into users (id, email, name, email_proven_at) select 'usr_big' || n, 'u' || n || ${`@${domain}`}, 'U', now() from generate_series(1, 10000) n`);
    await db().execute(sql`
      insert into members (org_id, user_id, role, joined_at) select ${owner.org.id}, 'usr_big' || n, 'member', now() from generate_series(1, 10000) n`);
    await db().execute(sql`
      insert into directory_users (id, org_id, user_id, user_name, active, attributes, created_at, changed_at)
      select 'dus_9' || lpad(n::text, 23, '0'), ${owner.org.id}, 'usr_big' || n, 'u' || n, true, '{}', now(), now() from generate_series(1, 10000) n`);
    await db().execute(sql`analyze users, members, directory_users`);
    const group = String((await call("POST", "Groups", { schemas: [groupSchema], displayName: "All" })).body.id);
    const id = (n: number) => `dus_9${String(n).padStart(23, "0")}`;
    const people = Array.from({ length: 10_000 }, (_, index) => ({ value: id(index + 1) }));
    const began = await statements();
    await call(
      "PATCH",
      `Groups/${group}?excludedAttributes=members`,
      patch({ op: "add", path: "members", value: people }),
    );
    const many = (await statements()) - began;
    const [team] = await db().select().from(teams).where(eq(teams.orgId, owner.org.id));
    expect(await peopleOf(team?.id ?? "")).toHaveLength(10_000);
    expect(many).toBeLessThan(60);
  }, 60_000);
});

/** How many transactions this database committed: every statement outside of one is one. */
async function statements(): Promise<number> {
  await db().execute(sql`select pg_stat_force_next_flush()`);
  const [row] = await db().execute<{ n: number }>(
    sql`select xact_commit::int as n from pg_stat_database where datname = current_database()`,
  );
  return row?.n ?? 0;
}

describe("[S5] whole ways", () => {
  const eq = (attribute: string, value: string) => `filter=${encodeURIComponent(`${attribute} eq "${value}"`)}`;

  test("of Okta: looks, adds, reads, replaces, pushes a group, takes out, deactivates, takes back", async () => {
    const { owner, call, domain } = await makePlace();
    const userName = `grace@${domain}`;
    expect((await call("GET", `Users?${eq("userName", userName)}&startIndex=1&count=100`)).body.totalResults).toBe(0);
    const user = {
      schemas: [userSchema],
      userName,
      name: { givenName: "Grace", familyName: "Hopper" },
      emails: [{ primary: true, value: userName, type: "work" }],
      displayName: "Grace Hopper",
      locale: "en-US",
      externalId: "00ujl29u0le5T6Aj10h7",
      groups: [],
      password: "1mz050nq",
      active: true,
    };
    const made = await call("POST", "Users", user);
    const id = String(made.body.id);
    expect(made.body).not.toHaveProperty("password");
    expect((await call("GET", `Users?${eq("userName", userName)}`)).body.totalResults).toBe(1);
    expect((await call("GET", `Users/${id}`)).status).toBe(200);
    expect((await call("PUT", `Users/${id}`, { ...made.body, title: "Admiral" })).body).toMatchObject({
      title: "Admiral",
    });
    expect((await call("GET", `Groups?${eq("displayName", "Navy")}&startIndex=1&count=100`)).body.totalResults).toBe(0);
    const group = await call("POST", "Groups", {
      schemas: [groupSchema],
      displayName: "Navy",
      members: [{ value: id, display: userName }],
    });
    const groupId = String(group.body.id);
    const renamed = patch({ op: "replace", value: { id: groupId, displayName: "US Navy" } });
    expect((await call("PATCH", `Groups/${groupId}`, renamed)).body).toMatchObject({ displayName: "US Navy" });
    await call("PATCH", `Groups/${groupId}`, patch({ op: "remove", path: `members[value eq "${id}"]` }));
    expect((await call("GET", `Groups/${groupId}`)).body.members).toEqual([]);
    await call("PATCH", `Users/${id}`, patch({ op: "replace", value: { active: false } }));
    expect(await roleOf(owner, await accountOf(id))).toBeNull();
    await call("PUT", `Users/${id}`, { ...user, active: true });
    expect(await roleOf(owner, await accountOf(id))).toBe("member");
  });

  test("of Entra ID: tries the way, adds, changes by dotted paths, fills a group, deactivates, deletes", async () => {
    const { owner, call, domain } = await makePlace();
    expect((await call("GET", `Users?${eq("userName", newSecret())}`)).body).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
    const userName = `ada@${domain}`;
    const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    const made = await call("POST", "Users", {
      schemas: [userSchema, enterprise],
      externalId: "ada",
      userName,
      active: true,
      emails: [{ primary: true, type: "work", value: userName }],
      name: { formatted: "Ada Byron", familyName: "Byron", givenName: "Ada" },
      [enterprise]: { department: "Engines" },
    });
    const id = String(made.body.id);
    expect(made.body).toMatchObject({ schemas: [userSchema, enterprise], [enterprise]: { department: "Engines" } });
    const changed = await call(
      "PATCH",
      `Users/${id}`,
      patch(
        { op: "Replace", path: 'emails[type eq "work"].value', value: `ada.byron@${domain}` },
        { op: "Replace", path: "name.familyName", value: "Lovelace" },
        { op: "Add", path: "title", value: "Countess" },
      ),
    );
    expect(changed.body).toMatchObject({ title: "Countess", name: { familyName: "Lovelace", givenName: "Ada" } });
    const found = await call("GET", `Groups?excludedAttributes=members&${eq("displayName", "Engines")}`);
    expect(found.body.totalResults).toBe(0);
    const group = String(
      (await call("POST", "Groups", { schemas: [groupSchema], externalId: "e1", displayName: "Engines" })).body.id,
    );
    await call("PATCH", `Groups/${group}`, patch({ op: "Add", path: "members", value: [{ $ref: null, value: id }] }));
    expect((await call("GET", `Groups/${group}`)).body.members).toMatchObject([{ value: id }]);
    await call(
      "PATCH",
      `Groups/${group}`,
      patch({ op: "Remove", path: "members", value: [{ $ref: null, value: id }] }),
    );
    await call("PATCH", `Users/${id}`, patch({ op: "Replace", path: "active", value: "False" }));
    expect(await roleOf(owner, await accountOf(id))).toBeNull();
    expect((await call("DELETE", `Users/${id}`)).status).toBe(204);
    expect((await call("DELETE", `Users/${id}`)).status).toBe(404);
    expect((await call("DELETE", `Groups/${group}`)).status).toBe(204);
  });
});

describe("[S5] what the directory keeps", () => {
  test("is not changed by hand while a token works, and is the admins' again afterwards", async () => {
    const { owner, call, add } = await makePlace();
    const ada = await add("ada");
    const userId = await accountOf(ada);
    await call("POST", "Groups", { schemas: [groupSchema], displayName: "Kept", members: [{ value: ada }] });
    const [team] = await db().select().from(teams).where(eq(teams.orgId, owner.org.id));
    const teamId = team?.id ?? "";
    const remove = () => removeMember(owner, { userId, invitations: "keep" });
    const secret = await createToken(owner, { name: "Okta" });
    expect(secret).toMatch(/^atd_[\w-]{43}$/);
    expect(await refusal(remove())).toBe("directory_owned");
    expect(await refusal(removeMembers(owner, { ids: [userId], count: 1, phrase: "remove 1 user" } as never))).toBe(
      "directory_owned",
    );
    expect(await refusal(renameTeam(owner, { teamId, name: "Mine" }))).toBe("directory_owned");
    const [token] = await db().select().from(directoryTokens).where(eq(directoryTokens.orgId, owner.org.id));
    expect(token?.tokenHash).not.toContain(secret);
    await revokeToken(owner, { tokenId: token?.id ?? "" });
    await renameTeam(owner, { teamId, name: "Mine" });
    await remove();
    expect(await roleOf(owner, userId)).toBeNull();
  });

  test("[A6] [R5] [R7] tokens need the permission, a confirmation and the plan; two work at once", async () => {
    const { owner } = await makePlace();
    const member = await addMember(owner, "member");
    expect(await refusal(createToken(member, { name: "x" }))).toBe("Forbidden");
    expect(await refusal(createToken(unconfirmed(owner), { name: "x" }))).toBe("ConfirmationNeeded");
    await createToken(owner, { name: "one" });
    await createToken(owner, { name: "two" });
    expect(await refusal(createToken(owner, { name: "three" }))).toBe("limit_reached");
    const [row] = await db().select().from(directoryTokens).where(eq(directoryTokens.orgId, owner.org.id));
    const other = await makeOrg();
    expect(await refusal(revokeToken(other, { tokenId: row?.id ?? "" }))).toBe("NotFound");
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, other.org.id));
    expect(await refusal(createToken(other, { name: "x" }))).toBe("plan_needed");
  });
});

describe("[S5] discovery", () => {
  test("RFC 7643 §5–7, and what is not offered", async () => {
    const { call } = await makePlace();
    expect((await call("GET", "ServiceProviderConfig")).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
    });
    expect((await call("GET", "ResourceTypes")).body).toMatchObject({ totalResults: 2 });
    expect((await call("GET", "ResourceTypes/User")).body).toMatchObject({ endpoint: "/Users" });
    expect((await call("GET", "Schemas")).body).toMatchObject({ totalResults: 3 });
    expect((await call("GET", `Schemas/${userSchema}`)).body).toMatchObject({ id: userSchema });
    expect((await call("GET", "Schemas/none")).status).toBe(404);
    expect((await call("POST", "Bulk", {})).status).toBe(501);
    expect((await call("GET", "Me")).status).toBe(501);
    expect((await call("GET", "Nothing")).status).toBe(404);
    expect((await call("PUT", "Users", {})).status).toBe(405);
    const wrong = await call("PATCH", "Users/dus_x", { Operations: [] });
    expect(wrong.body).toMatchObject({ scimType: "invalidSyntax" });
  });
});
