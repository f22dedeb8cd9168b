import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textSet } from "@/db/queries/page";
import { directoryGroups, directoryUsers, orgs, teams } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { newId } from "@/lib/ids";
import type { Change } from "@/lib/mutate";
import { firstRole } from "@/lib/teams/teams";
import { ScimError } from "./errors";
import { readFilter } from "./filter";
import { isObject, type Operation, readPath } from "./patch";
import { assertVersion, type Caller, change } from "./users";

/**
 * S5: groups of the directory are teams by their names. The directory decides the name and who is in it; role and
 * projects stay with the org's admins. Everything is a constant number of statements, however many people.
 */
type Work = Change<OutsideActor>;
type Row = typeof directoryGroups.$inferSelect & { name: string };
/** What becomes of the people of a group: all of them anew, or some more and some less. */
type People = { all: Set<string> | null; add: Set<string>; remove: Set<string> };
const mostMembers = 100_000;

export function createGroup({ orgId, actor }: Caller, body: unknown): Promise<{ id: string }> {
  const { displayName, externalId, members } = readGroup(body);
  return change(actor, orgId, async (work) => {
    const { tx, audit, now } = work;
    const teamId = (await adoptable(tx, orgId, displayName)) ?? (await newTeam(work, orgId, displayName));
    const id = newId("directoryGroup");
    await tx.insert(directoryGroups).values({ id, orgId, teamId, externalId, createdAt: now, changedAt: now });
    await setPeople(work, { orgId, teamId }, { all: new Set(members), add: new Set(), remove: new Set() });
    audit({
      orgId,
      action: "directory.group_created",
      object: { type: "directory_group", id },
      after: { name: displayName, team: teamId },
    });
    return { id };
  });
}

export function replaceGroup(caller: Caller, id: string, body: unknown, version: number | null): Promise<void> {
  const { displayName, externalId, members } = readGroup(body);
  return changeGroup(caller, id, version, () => ({
    displayName,
    externalId,
    people: { all: new Set(members), add: new Set(), remove: new Set() },
  }));
}

export function patchGroup(caller: Caller, id: string, operations: Operation[], version: number | null): Promise<void> {
  return changeGroup(caller, id, version, (row) => readChanges(row, operations));
}

/** The group goes from the directory, and its team with it. */
export function deleteGroup({ orgId, actor }: Caller, id: string, version: number | null): Promise<void> {
  return change(actor, orgId, async ({ tx, audit }) => {
    const row = await find(tx, orgId, id, version);
    const { teamId, name } = row;
    await tx.delete(teams).where(and(eq(teams.orgId, orgId), eq(teams.id, teamId)));
    audit({
      orgId,
      action: "team.deleted",
      object: { type: "team", id: teamId },
      before: { name, through: "directory" },
    });
    audit({ orgId, action: "directory.group_deleted", object: { type: "directory_group", id }, before: { name } });
  });
}

type Next = { displayName: string; externalId: string | null; people: People };

function changeGroup(
  { orgId, actor }: Caller,
  id: string,
  version: number | null,
  read: (row: Row) => Next,
): Promise<void> {
  return change(actor, orgId, async (work) => {
    const { tx, audit, now } = work;
    const row = await find(tx, orgId, id, version);
    const { displayName, externalId, people } = read(row);
    const { teamId, name } = row;
    if (displayName !== name) {
      await assertNameFree(tx, orgId, displayName, teamId);
      await tx.update(teams).set({ name: displayName }).where(eq(teams.id, teamId));
      const after = { name: displayName, through: "directory" };
      audit({ orgId, action: "team.renamed", object: { type: "team", id: teamId }, before: { name }, after });
    }
    await setPeople(work, { orgId, teamId }, people);
    await tx
      .update(directoryGroups)
      .set({ externalId, version: row.version + 1, changedAt: now })
      .where(eq(directoryGroups.id, id));
    audit({
      orgId,
      action: "directory.group_changed",
      object: { type: "directory_group", id },
      after: { name: displayName },
    });
  });
}

/** Puts people in and takes them out; each is a user of this directory. Who is deactivated has no place to take. */
async function setPeople(
  { tx, audit, now }: Work,
  { orgId, teamId }: { orgId: number; teamId: string },
  people: People,
): Promise<void> {
  const named = [...(people.all ?? []), ...people.add];
  await assertKnown(tx, orgId, named);
  type Place = { user_id: string };
  const ofDirectory = (ids: Iterable<string>) =>
    sql`select d.user_id from directory_users d where d.org_id = ${orgId} and d.id in ${textSet([...ids])} and d.user_id is not null`;
  const ended: Place[] = [];
  if (people.all) {
    ended.push(
      ...(await tx.execute<Place>(sql`
        delete from team_members where team_id = ${teamId} and org_id = ${orgId}
          and user_id not in (${ofDirectory(people.all)}) returning user_id`)),
    );
  }
  if (people.remove.size > 0) {
    ended.push(
      ...(await tx.execute<Place>(sql`
        delete from team_members where team_id = ${teamId} and org_id = ${orgId}
          and user_id in (${ofDirectory(people.remove)}) returning user_id`)),
    );
  }
  const added = named.length
    ? await tx.execute<Place>(sql`
        insert into team_members (org_id, team_id, user_id, added_at)
        select ${orgId}, ${teamId}, m.user_id, ${now.toISOString()}::timestamptz
        from directory_users d join members m on m.org_id = d.org_id and m.user_id = d.user_id
        where d.org_id = ${orgId} and d.id in ${textSet(named)}
        on conflict (team_id, user_id) do nothing returning user_id`)
    : [];
  const object = { type: "team" as const, id: teamId };
  for (const { user_id } of ended)
    audit({ orgId, action: "team.member_removed", object, before: { user: user_id, through: "directory" } });
  for (const { user_id } of added)
    audit({ orgId, action: "team.member_added", object, after: { user: user_id, through: "directory" } });
}

async function assertKnown(tx: Tx, orgId: number, ids: string[]): Promise<void> {
  const wanted = new Set(ids);
  if (wanted.size === 0) return;
  const rows = await tx
    .select({ id: directoryUsers.id })
    .from(directoryUsers)
    .where(and(eq(directoryUsers.orgId, orgId), sql`${directoryUsers.id} in ${textSet([...wanted])}`));
  if (rows.length === wanted.size) return;
  const known = new Set(rows.map(({ id }) => id));
  const missing = [...wanted].filter((id) => !known.has(id)).slice(0, 5);
  throw new ScimError(400, `There is no user ${missing.join(", ")} in this directory.`, "invalidValue");
}

type GroupDocument = { displayName: string; externalId: string | null; members: string[] };

function readGroup(body: unknown): GroupDocument {
  if (!isObject(body)) throw new ScimError(400, "A group is a JSON object.", "invalidSyntax");
  const at = (name: string) => Object.entries(body).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  const externalId = at("externalId");
  return {
    displayName: readName(at("displayName")),
    externalId: typeof externalId === "string" && externalId ? externalId.slice(0, 255) : null,
    members: readMembers(at("members")),
  };
}

/** As a team's name: one line of at most 80 characters. */
function readName(value: unknown): string {
  const name = typeof value === "string" ? value.normalize("NFC").replace(/\s+/gu, " ").trim() : "";
  if (!name) throw new ScimError(400, "A group has a displayName.", "invalidValue");
  if ([...name].length > 80) throw new ScimError(400, "A displayName has at most 80 characters here.", "invalidValue");
  return name;
}

/** Ids of users, as a list of objects or one of them. */
function readMembers(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list = [value].flat();
  if (list.length > mostMembers) throw new ScimError(413, `At most ${mostMembers} members at a time.`);
  return list.map((each) => {
    const id = isObject(each) ? each.value : each;
    if (typeof id !== "string") throw new ScimError(400, "A member has the id of a user as value.", "invalidValue");
    return id;
  });
}

function readChanges(row: Row, operations: Operation[]): Next {
  const next: Next = {
    displayName: row.name,
    externalId: row.externalId,
    people: { all: null, add: new Set(), remove: new Set() },
  };
  for (const { op, path, value } of operations) {
    const parts = path === null ? (isObject(value) ? Object.entries(value) : null) : [[path, value] as const];
    if (parts === null) throw new ScimError(400, "Without a path the value is an object.", "invalidValue");
    for (const [name, each] of parts) applyTo(next, op, name, each);
  }
  return next;
}

function applyTo(next: Next, op: Operation["op"], path: string, value: unknown): void {
  const { attribute, filter } = readPath(path);
  const name = attribute.toLowerCase();
  if (name === "displayname") {
    if (op === "remove") throw new ScimError(400, "A group keeps a displayName.", "mutability");
    next.displayName = readName(value);
  } else if (name === "externalid")
    next.externalId = op === "remove" || typeof value !== "string" ? null : value.slice(0, 255);
  else if (name === "members") changeMembers(next.people, op, filter, value);
  else if (name === "id" || name === "meta" || name === "schemas") {
    if (name === "meta") throw new ScimError(400, "meta cannot be changed.", "mutability");
  } else throw new ScimError(400, `A group has no ${attribute}.`, "invalidPath");
}

function changeMembers(people: People, op: Operation["op"], filter: string | null, value: unknown): void {
  if (op === "replace" && filter === null) {
    Object.assign(people, { all: new Set(readMembers(value)), add: new Set(), remove: new Set() });
    return;
  }
  if (op === "add") {
    for (const id of readMembers(value)) {
      people.add.add(id);
      people.remove.delete(id);
    }
    return;
  }
  // Okta names one in the path, Entra ID several in the value; without either all of them go.
  const gone = filter === null ? readMembers(value) : chosenBy(filter);
  if (filter === null && gone.length === 0)
    Object.assign(people, { all: new Set(), add: new Set(), remove: new Set() });
  for (const id of gone) {
    people.add.delete(id);
    people.all?.delete(id);
    people.remove.add(id);
  }
}

/** The ids in `value eq "…"`, several by `or`. */
function chosenBy(filter: string): string[] {
  const read = readFilter(filter);
  const each = read.op === "or" ? (read as { filters: { op: string }[] }).filters : [read];
  return each.map((one) => {
    const { op, attrPath, compValue } = one as { op: string; attrPath?: string; compValue?: unknown };
    if (op !== "eq" || attrPath?.toLowerCase() !== "value" || typeof compValue !== "string") {
      throw new ScimError(400, `Members are chosen by value eq "…".`, "invalidFilter");
    }
    return compValue;
  });
}

/**
 * A team of that name becomes the group's. Not one that makes people owners of projects: nobody's directory gives more
 * than an admin of the org may (R4).
 */
async function adoptable(tx: Tx, orgId: number, name: string): Promise<string | null> {
  const [team] = await tx
    .select({ id: teams.id, role: teams.role, groupId: directoryGroups.id })
    .from(teams)
    .leftJoin(directoryGroups, eq(directoryGroups.teamId, teams.id))
    .where(and(eq(teams.orgId, orgId), eq(sql`lower(${teams.name})`, sql`lower(${name})`)));
  if (!team) return null;
  if (team.groupId) throw new ScimError(409, `There is a group ${name} already.`, "uniqueness");
  if (team.role === ("owner" satisfies ProjectRole)) {
    const detail = `The team ${name} makes its people project owners, so the directory cannot take it over. Rename it, or give it another role.`;
    throw new ScimError(409, detail, "uniqueness");
  }
  return team.id;
}

async function newTeam({ tx, audit, now }: Work, orgId: number, name: string): Promise<string> {
  const [org] = await tx.select({ plan: orgs.plan }).from(orgs).where(eq(orgs.id, orgId));
  const id = newId("team");
  const role = firstRole(org?.plan ?? "free");
  await tx.insert(teams).values({ id, orgId, name, role, createdAt: now });
  audit({ orgId, action: "team.created", object: { type: "team", id }, after: { name, role, through: "directory" } });
  return id;
}

async function assertNameFree(tx: Tx, orgId: number, name: string, except: string): Promise<void> {
  const [taken] = await tx
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.orgId, orgId), eq(sql`lower(${teams.name})`, sql`lower(${name})`), ne(teams.id, except)));
  if (taken) throw new ScimError(409, `There is a team or group ${name} already.`, "uniqueness");
}

async function find(tx: Tx, orgId: number, id: string, version: number | null): Promise<Row> {
  const [row] = await tx
    .select({ group: directoryGroups, name: teams.name })
    .from(directoryGroups)
    .innerJoin(teams, eq(teams.id, directoryGroups.teamId))
    .where(and(eq(directoryGroups.orgId, orgId), eq(directoryGroups.id, id)))
    .for("update", { of: directoryGroups });
  if (!row) throw new ScimError(404, "There is no such group.");
  assertVersion(row.group.version, version);
  return { ...row.group, name: row.name };
}
