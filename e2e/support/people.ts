import { createHash, randomBytes, randomInt } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import type postgres from "postgres";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { newId, newNumericId, newSecret } from "@/lib/ids";

/** People and organizations written straight into the database, for journeys that begin in the middle. */

export type Person = { id: string; email: string; name: string };
export type Project = { id: number; name: string; token: string };
export type Org = { id: number; name: string };

export const letters = () => randomBytes(5).toString("hex");

/** Somebody; where there is a demo, with its password. */
export async function makePerson(sql: postgres.Sql, given: Partial<Person> = {}): Promise<Person> {
  const id = given.id ?? newId("user");
  const person = { id, name: given.name ?? "Lena Vogel", email: given.email ?? `lena.${letters()}@north.test` };
  await sql`
    insert into users (id, name, email, email_proven_at, password_changed_at, password_hash)
    values (${person.id}, ${person.name}, ${person.email}, now(), now(),
      (select password_hash from users where email = 'owner@demo.test'))`;
  return person;
}

export async function makeOrg(
  sql: postgres.Sql,
  owner: Person,
  { name = `Org ${letters()}`, plan = "enterprise" }: { name?: string; plan?: string } = {},
): Promise<Org> {
  const id = newNumericId();
  await sql.begin(async (tx) => {
    await tx`insert into orgs (id, name, plan, created_by) values (${id}, ${name}, ${plan}, ${owner.id})`;
    await tx`insert into members (org_id, user_id, role, joined_at) values (${id}, ${owner.id}, 'owner', now())`;
  });
  return { id, name };
}

export async function addMember(sql: postgres.Sql, org: Org, person: Person, role: OrgRole): Promise<void> {
  await sql`insert into members (org_id, user_id, role, joined_at) values (${org.id}, ${person.id}, ${role}, now())`;
}

export async function makeProject(sql: postgres.Sql, org: Org, name = `Project ${letters()}`): Promise<Project> {
  const id = randomInt(100_000_000, 1_000_000_000);
  const token = randomBytes(16).toString("hex");
  const [dataset] = await sql<[{ id: string }]>`insert into datasets default values returning id`;
  await sql`
    insert into projects (id, org_id, name, timezone, token, api_key, api_secret, api_secret_hash, dataset_id)
    values (${id}, ${org.id}, ${name}, 'UTC', ${token}, ${`key ${token}`}, 'secret', ${`hash ${token}`}, ${dataset.id})`;
  return { id, name, token };
}

/** A reset of some days ago whose data, one event and one profile, can be brought back. */
export async function makeReset(sql: postgres.Sql, project: Project, by: Person, days = 5): Promise<string> {
  const id = newId("projectReset");
  const [dataset] = await sql<[{ id: string }]>`insert into datasets default values returning id`;
  const held = Number(dataset.id);
  await sql`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    values (${held}, 'old', now() - interval '70 days', 'Seen', ${id}, '{}', now() - interval '70 days')`;
  await sql`insert into event_days (dataset_id, event, day, events) values (${held}, 'Seen', current_date - 70, 1)`;
  await sql`
    insert into profiles (dataset_id, distinct_id, properties, created_at, updated_at)
    values (${held}, 'old', '{"plan":"free"}', now() - interval '70 days', now() - interval '70 days')`;
  await sql`insert into profile_counts (dataset_id, profiles) values (${held}, 1)`;
  await sql`
    insert into project_resets (id, project_id, dataset_id, reset_at, reset_by)
    values (${id}, ${project.id}, ${held}, now() - ${days}::int * interval '1 day', ${by.id})`;
  return id;
}

export async function grant(sql: postgres.Sql, org: Org, project: Project, person: Person, role: ProjectRole) {
  await sql`
    insert into project_grants (org_id, project_id, user_id, role, given_at)
    values (${org.id}, ${project.id}, ${person.id}, ${role}, now())`;
}

export type Team = { id: string; name: string };

export async function makeTeam(
  sql: postgres.Sql,
  org: Org,
  given: { name?: string; role?: ProjectRole; people?: Person[]; projects?: Project[] } = {},
): Promise<Team> {
  const team = { id: newId("team"), name: given.name ?? `Team ${letters()}` };
  await sql`
    insert into teams (id, org_id, name, role, created_at)
    values (${team.id}, ${org.id}, ${team.name}, ${given.role ?? "analyst"}, now())`;
  for (const { id } of given.people ?? [])
    await sql`insert into team_members (org_id, team_id, user_id, added_at) values (${org.id}, ${team.id}, ${id}, now())`;
  for (const { id } of given.projects ?? [])
    await sql`insert into team_projects (org_id, team_id, project_id, added_at) values (${org.id}, ${team.id}, ${id}, now())`;
  return team;
}

/** A session that was begun long enough ago to need a confirmation, or just now. Gives the cookie's value. */
export async function makeSession(
  sql: postgres.Sql,
  person: Person,
  { confirmed = true, agent = "" }: { confirmed?: boolean; agent?: string } = {},
): Promise<string> {
  const cookie = newSecret();
  const hash = createHash("sha256").update(cookie).digest("base64url");
  await sql`
    insert into sessions (id, token_hash, user_id, methods, created_at, last_seen_at, expires_at, confirmed_at, agent)
    values (${newId("session")}, ${hash}, ${person.id}, '{password}', now(), now(), now() + interval '30 days',
      ${confirmed ? sql`now()` : sql`now() - interval '1 hour'`}, ${agent})`;
  return cookie;
}

/** Signs somebody in in this browser, without the way through the forms. */
export async function signIn(
  context: BrowserContext,
  sql: postgres.Sql,
  person: Person,
  site: { url: string },
  options: { confirmed?: boolean } = {},
): Promise<string> {
  const value = await makeSession(sql, person, options);
  await context.addCookies([
    { name: "atrium-session", value, url: site.url, httpOnly: true, sameSite: "Lax" },
    // As from the second page on: on the first the browser tells its timezone and the page is drawn again.
    { name: "atrium-timezone", value: "UTC", url: site.url, sameSite: "Lax" },
  ]);
  return value;
}

export async function personOf(sql: postgres.Sql, email: string): Promise<Person> {
  const [person] = await sql<Person[]>`select id, name, email from users where email = ${email}`;
  if (!person) throw new Error(`There is nobody with the address ${email}.`);
  return person;
}

export async function orgOf(sql: postgres.Sql, name: string): Promise<Org> {
  const [org] = await sql<Org[]>`select id, name from orgs where name = ${name} order by created_at limit 1`;
  if (!org) throw new Error(`There is no organization ${name}.`);
  return org;
}

/** All journeys come from one address; its limits are for strangers. */
export async function forgetLimits(sql: postgres.Sql): Promise<void> {
  await sql`delete from rate_limits`;
}
