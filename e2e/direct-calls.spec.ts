import { expect, test } from "@playwright/test";
import type postgres from "postgres";
import { newId } from "@/lib/ids";
import { type App, discardApp, startApp } from "@/lib/testing/app";
import { findActions, findHandlers } from "@/lib/testing/find-handlers";
import { databaseOf } from "./event-app";
import { actionCases, routeCases, type Victim } from "./support/call-cases";
import { auditedSince, builtActions, callAction, countAudit, saysNotFound, snapshot } from "./support/calls";
import { makeImport } from "./support/imports";
import {
  addMember,
  forgetLimits,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  makeSession,
  makeTeam,
  type Person,
} from "./support/people";
import { makeConnection, makeSsoSession } from "./support/sso";

/**
 * Every server action and route handler is called by somebody without a session and by an outsider with the ids of
 * another organization, and changes nothing. They are found in the source and in the build; one without a case fails.
 * No browser is watched as in other journeys: none is opened.
 */

const actions = findActions().map((found) => ({ ...found, key: `${found.file}#${found.name}` }));
const handlers = findHandlers().map((found) => ({ ...found, key: `${found.file}#${found.name}` }));
const built = builtActions();

let app: App;
let sql: postgres.Sql;
let victim: Victim;
let outsider: Person;
let outsiderCookie: string;
let memberCookie: string;
/** A session of the victim's own that only the single sign-on of another organization of theirs showed. */
let makeSsoCookie: () => Promise<string>;

test.beforeAll(async () => {
  app = await startApp({ env: { WORKER: "off" } });
  sql = await databaseOf(app);
  const owner = await makePerson(sql, { name: "Canary Owner" });
  const member = await makePerson(sql, { name: "Canary Member" });
  const org = await makeOrg(sql, owner, { name: `Canary ${letters()}` });
  await addMember(sql, org, member, "member");
  const project = await makeProject(sql, org, "Canary project");
  const invitationId = newId("invitation");
  await sql`
    insert into invitations (id, org_id, email, role, role_given_by, created_at, sent_at, expires_at)
    values (${invitationId}, ${org.id}, 'canary@north.test', 'member', ${owner.id}, now(), now(), now() + interval '7 days')`;
  for (const person of [owner, owner]) await makeSession(sql, person);
  memberCookie = await makeSession(sql, member);
  const rows = await sql<{ id: string; user_id: string }[]>`select id, user_id from sessions`;
  const [first, second] = rows.filter((row) => row.user_id === owner.id);
  const ofMember = rows.find((row) => row.user_id === member.id);
  const sessions = { owner: first?.id ?? "", ownerOther: second?.id ?? "", member: ofMember?.id ?? "" };
  const team = await makeTeam(sql, org, { name: "Canary team", people: [member], projects: [project] });
  const importId = await makeImport(sql, org, owner);
  victim = { org, project, owner, member, sessions, invitationId, importId, teamId: team.id };
  outsider = await makePerson(sql, { name: "Eve Outside" });
  await makeOrg(sql, outsider, { name: "Outside" });
  outsiderCookie = await makeSession(sql, outsider);
  const works = await makeOrg(sql, outsider, { name: "Works" });
  await addMember(sql, works, owner, "member");
  const connectionId = await makeConnection(sql, works);
  makeSsoCookie = () => makeSsoSession(sql, owner, works, connectionId);
});

test.beforeEach(() => forgetLimits(sql));

test.afterAll(async () => {
  await sql?.end({ timeout: 5 });
  if (app) await discardApp(app);
});

test("every action and handler of source and build has a case here", () => {
  const named = built.map(({ file, name }) => `${file}#${name}`).sort();
  const inSource = actions.map(({ key }) => key).sort();
  expect(named.filter((key) => !inSource.includes(key))).toEqual([]);
  expect(Object.keys(actionCases).sort()).toEqual(inSource);
  expect(Object.keys(routeCases).sort()).toEqual(handlers.map(({ key }) => key).sort());
});

/** The address of a page of the build, with the victim's ids. */
function addressOf(page: string): string {
  const id = page.includes("/project/") ? victim.project.id : victim.org.id;
  return page
    .replace(/^app|\/\([^/]*\)|\/page$/g, "")
    .replace("[id]", String(id))
    .replace("[userId]", victim.member.id)
    .replace("[teamId]", victim.teamId)
    .replace("[invitationId]", victim.invitationId)
    .replace("[progressId]", victim.importId);
}

/** Rows that belong to the victim, whatever else was changed. */
async function victimState() {
  const { org, owner, member } = victim;
  const people = [owner.id, member.id];
  return {
    org: await sql`select * from orgs where id = ${org.id}`,
    members:
      await sql`select org_id, user_id, role, name, email from members where org_id = ${org.id} order by user_id`,
    projects: await sql`select * from projects where org_id = ${org.id}`,
    teams: await sql`select * from teams where org_id = ${org.id} order by id`,
    places: await sql`select * from team_members where org_id = ${org.id} order by team_id, user_id`,
    invitations: await sql`select * from invitations where org_id = ${org.id}`,
    users: await sql`select * from users where id in ${sql(people)} order by id`,
    sessions: await sql`select id, ended_at, confirmed_at from sessions where user_id in ${sql(people)} order by id`,
  };
}

/** What single sign-on alone opens of a person's own: their name and preferences, and what is of its organization. */
const throughSso = [
  "app/(app)/account/actions.ts#saveName",
  "app/(app)/account/actions.ts#savePreferred",
  ...["pause", "resume", "leave", "preview", "confirmPhone", "resendCode"].map(
    (name) => `app/(app)/account/alerts/actions.ts#${name}`,
  ),
  "app/(app)/account/projects/actions.ts#restore",
  "app/(app)/account/projects/actions.ts#restoreAs",
  ...["confirmIdentity", "confirmByFactor", "textCode"].map((name) => `app/(auth)/confirm/actions.ts#${name}`),
  "app/(auth)/sign-in/own/actions.ts#toPassword",
  "app/(auth)/sign-in/own/actions.ts#toReset",
];
/** Routes for somebody signed in that do, with what they answer. */
const routesThroughSso: Record<string, number> = {
  "app/api/palette/route.ts#GET": 200,
  "app/api/sso/[connectionId]/test/route.ts#GET": 404,
};
const ownProofAsked = "Sign in with your own password or passkey";
const ignoredOf = ({ adds = [] }: { adds?: readonly string[] }) => adds;

for (const { key, file, name, maker, isButton } of actions) {
  const here = built.find((action) => action.file === file && action.name === name);
  const found = actionCases[key];
  if (!here || !found) continue;
  const action = { id: here.id, isButton };

  test(`[SEC-F] ${key} refuses strangers, outsiders and other sites`, async ({ request }) => {
    const site = app;
    const fields = found.fields(victim);
    const ignored = found.adds ?? [];
    const path = addressOf(here.page);
    const before = await snapshot(sql, ignored);

    for (const origin of [null, "https://evil.test", "null", `${site.url}.evil.test`]) {
      for (const to of [path, "/sign-in", "/nothing-here"]) {
        const answer = await callAction(request, action, { site, path: to, fields, cookie: outsiderCookie, origin });
        if (answer.status() < 500) expect(await saysNotFound(answer), `${to} from ${origin}`).toBe(true);
      }
    }
    for (const argument of [null, "text", 7, { orgId: String(victim.org.id) }, ["$K1"]]) {
      const answer = await callAction(request, action, { site, path, fields, cookie: outsiderCookie, argument });
      expect(await saysNotFound(answer), JSON.stringify(argument)).toBe(true);
    }
    const stranger = await callAction(request, action, { site, path, fields });
    if (maker !== "publicAction") {
      expect([200, 303]).toContain(stranger.status());
      if (!isButton) expect(await stranger.text()).toContain("Your session ended.");
    } else expect(stranger.status()).toBeLessThan(500);
    expect(await snapshot(sql, ignored)).toEqual(before);

    const theirs = await victimState();
    const audited = await countAudit(sql);
    const answer = await callAction(request, action, { site, path, fields, cookie: outsiderCookie });
    if (maker === "orgAction" || maker === "projectAction") expect(await saysNotFound(answer)).toBe(true);
    expect(answer.status()).toBeLessThan(500);
    expect(await answer.text()).not.toContain(victim.org.name);
    expect(await victimState()).toEqual(theirs);
    if (!found.own) {
      expect(await snapshot(sql, ignored)).toEqual(before);
      if (maker !== "publicAction") expect(await auditedSince(sql, audited)).toEqual([]);
    }
  });

  if (maker !== "publicAction" && maker !== null) {
    test(`[S2] ${key} is shut to the single sign-on of another organization`, async ({ request }) => {
      const cookie = await makeSsoCookie();
      const theirs = await victimState();
      const before = await snapshot(sql, ignoredOf(found));
      const fields = found.fields(victim);
      const answer = await callAction(request, action, { site: app, path: "/account", fields, cookie });
      const said = await answer.text();
      // What was typed comes back with the form.
      for (const { name } of [victim.org, victim.project]) {
        if (!Object.values(fields).flat().includes(name)) expect(said).not.toContain(name);
      }
      const { users: _, members: __, ...state } = await victimState();
      expect(theirs).toMatchObject(state);
      // What a button is refused with stands on the page it leads to.
      if (!isButton) expect(said.includes(ownProofAsked)).toBe(!throughSso.includes(key));
      if (throughSso.includes(key)) return;
      expect(await snapshot(sql, ignoredOf(found))).toEqual(before);
    });
  }

  if ((maker !== "orgAction" && maker !== "projectAction") || found.everyMember) continue;
  test(`[R5] [R6] ${key} refuses a member without the permission`, async ({ request }) => {
    const before = await snapshot(sql);
    const audited = await countAudit(sql);
    const call = { site: app, path: "/account", fields: found.fields(victim), cookie: memberCookie };
    const answer = await callAction(request, action, call);
    if (!isButton) expect(await answer.text()).toContain("You may not do this.");
    expect(await snapshot(sql)).toEqual(before);
    expect(await auditedSince(sql, audited)).toEqual(["member.denied"]);
  });
}

for (const { key, name: method, maker } of handlers) {
  const found = routeCases[key];
  if (!found) continue;
  test(`[S2] ${key} tells the single sign-on of another organization nothing`, async ({ request }) => {
    // One of its own: signing out is among them.
    const cookie = await makeSsoCookie();
    const before = await snapshot(sql);
    const headers = { cookie: `atrium-session=${cookie}`, origin: app.url };
    const answer = await request.fetch(`${app.url}${found.path(victim)}`, { method, headers, maxRedirects: 0 });
    const text = await answer.text();
    expect(text).not.toContain(victim.org.name);
    expect(text).not.toContain(victim.project.name);
    const shut = maker === "sessionRoute" || maker === "orgRoute" || maker === "projectRoute";
    if (shut) expect(answer.status()).toBe(routesThroughSso[key] ?? 401);
    if (shut) expect(await snapshot(sql)).toEqual(before);
  });
  test(`[SEC-F] ${key} tells strangers and outsiders nothing and changes nothing`, async ({ request }) => {
    const before = await snapshot(sql);
    const url = `${app.url}${found.path(victim)}`;
    for (const [status, cookie] of [
      [found.anonymous, undefined],
      [found.outsider, outsiderCookie],
    ] as const) {
      const headers = cookie ? { cookie: `atrium-session=${cookie}` } : undefined;
      const answer = await request.fetch(url, { method, headers, maxRedirects: 0 });
      expect(answer.status(), cookie ? "outsider" : "stranger").toBe(status);
      expect(await answer.text()).not.toContain("Canary");
    }
    expect(await snapshot(sql)).toEqual(before);
  });
}

test("[S2] [T1] the options of a new passkey are for the person's own proof", async ({ request }) => {
  const ask = (purpose: string, cookie: string) =>
    request.post(`${app.url}/api/passkeys?for=${purpose}`, {
      headers: { cookie: `atrium-session=${cookie}`, origin: app.url },
    });
  const ssoCookie = await makeSsoCookie();
  expect((await ask("register", ssoCookie)).status()).toBe(401);
  expect(await (await ask("confirm", ssoCookie)).json()).toMatchObject({ userVerification: "required" });
  const own = await makeSession(sql, victim.owner);
  expect((await ask("register", own)).status()).toBe(200);
  expect(await (await ask("confirm", own)).json()).toMatchObject({ userVerification: "preferred" });
});

test("a method that a handler does not have is refused", async ({ request }) => {
  const without = Object.entries(routeCases).filter(([name]) => !(name.replace(/#.*/, "#DELETE") in routeCases));
  const paths = [...new Set(without.map(([, { path }]) => path(victim)))];
  for (const path of paths) {
    const answer = await request.fetch(`${app.url}${path}`, { method: "DELETE", maxRedirects: 0 });
    expect([400, 403, 404, 405], path).toContain(answer.status());
  }
});

test("the same calls by the owner do change something: the refusals above are no accident", async ({ request }) => {
  const cookie = await makeSession(sql, victim.owner);
  const save = built.find(({ file, name }) => file === "app/(app)/org/[id]/actions.ts" && name === "saveName");
  const fields = { orgId: String(victim.org.id), name: "Renamed" };
  const call = { site: app, path: `/org/${victim.org.id}`, fields, cookie };
  const answer = await callAction(request, { id: save?.id ?? "", isButton: false }, call);
  expect(answer.status()).toBe(200);
  const [org] = await sql`select name from orgs where id = ${victim.org.id}`;
  expect(org?.name).toBe("Renamed");
});
