import "server-only";
import { getDirectoryGroup, getDirectoryUser, listDirectoryGroups, listDirectoryUsers } from "@/db/queries/directory";
import { filterSql, groupFilterable, userFilterable } from "@/db/queries/directory-filter";
import { isNotFound, isRuleBroken } from "@/lib/errors";
import { listed, mostResults, resourceTypes, schemas, serviceProviderConfig } from "./discovery";
import { isScimError, ScimError } from "./errors";
import { readFilter } from "./filter";
import { createGroup, deleteGroup, patchGroup, replaceGroup } from "./groups";
import { isObject, type Resource, readOperations } from "./patch";
import { etagOf, groupResource, listOfResources, projected, userResource } from "./resources";
import { type Caller, createUser, deleteUser, patchUser, replaceUser } from "./users";

/** The protocol of RFC 7644 §3 on an org's directory: a request as it came, an answer as it goes. */
export type ScimRequest = {
  method: string;
  /** What stands behind the base, such as `Users/dus_…`. */
  path: string;
  query: URLSearchParams;
  body: string;
  ifMatch: string | null;
  ifNoneMatch: string | null;
};
export type ScimAnswer = { status: number; body: Resource | null; headers: Record<string, string> };

const searchSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** Throws ScimError for every refusal. */
export async function answer(caller: Caller, base: string, request: ScimRequest): Promise<ScimAnswer> {
  try {
    return await routed(caller, base, request);
  } catch (error) {
    if (isScimError(error)) throw error;
    if (isNotFound(error)) throw new ScimError(404, "There is no such resource.");
    if (isRuleBroken(error)) throw new ScimError(409, error.message);
    throw error;
  }
}

async function routed(caller: Caller, base: string, request: ScimRequest): Promise<ScimAnswer> {
  const [kind = "", id, more] = request.path.split("/").filter((part) => part !== "");
  if (more !== undefined) throw new ScimError(404, "There is no such endpoint.");
  switch (kind) {
    case "Users":
      return id === ".search" ? search(caller, base, request, ["Users"]) : users(caller, base, request, id);
    case "Groups":
      return id === ".search" ? search(caller, base, request, ["Groups"]) : groups(caller, base, request, id);
    case ".search":
      return search(caller, base, request, ["Users", "Groups"]);
    case "ServiceProviderConfig":
      return only("GET", request, () => ok(serviceProviderConfig(base)));
    case "ResourceTypes":
      return only("GET", request, () => ok(oneOrAll(resourceTypes(base), id)));
    case "Schemas":
      return only("GET", request, () => ok(oneOrAll(schemas(base), id)));
    case "Bulk":
    case "Me":
      throw new ScimError(501, `${kind} is not offered.`);
    default:
      throw new ScimError(404, "There is no such endpoint.");
  }
}

function oneOrAll(all: ({ id: string } & object)[], id: string | undefined): Resource {
  if (id === undefined) return listed(all);
  const one = all.find((each) => each.id === decodeURIComponent(id));
  if (!one) throw new ScimError(404, "There is no such resource.");
  return one as unknown as Resource;
}

async function users(caller: Caller, base: string, request: ScimRequest, id: string | undefined): Promise<ScimAnswer> {
  const { method } = request;
  const { orgId } = caller;
  const one = async (found: string, status = 200): Promise<ScimAnswer> => {
    const row = await getDirectoryUser(orgId, found);
    if (!row) throw new ScimError(404, "There is no such user.");
    return shown(userResource(row, base), row.version, request, status);
  };
  if (id === undefined) {
    if (method === "GET") return page(caller, base, "Users", queryOf(request.query));
    if (method !== "POST") throw notAllowed(method);
    return one((await createUser(caller, bodyOf(request))).id, 201);
  }
  if (method === "GET") return one(id);
  const version = versionOf(request.ifMatch);
  if (method === "PUT") await replaceUser(caller, id, bodyOf(request), version);
  else if (method === "PATCH") await patchUser(caller, id, readOperations(bodyOf(request)), version);
  else if (method === "DELETE") {
    await deleteUser(caller, id, version);
    return { status: 204, body: null, headers: {} };
  } else throw notAllowed(method);
  return one(id);
}

async function groups(caller: Caller, base: string, request: ScimRequest, id: string | undefined): Promise<ScimAnswer> {
  const { method } = request;
  const { orgId } = caller;
  const one = async (found: string, status = 200): Promise<ScimAnswer> => {
    const row = await getDirectoryGroup(orgId, found, !leavesMembers(request.query));
    if (!row) throw new ScimError(404, "There is no such group.");
    return shown(groupResource(row, base), row.version, request, status);
  };
  if (id === undefined) {
    if (method === "GET") return page(caller, base, "Groups", queryOf(request.query));
    if (method !== "POST") throw notAllowed(method);
    return one((await createGroup(caller, bodyOf(request))).id, 201);
  }
  if (method === "GET") return one(id);
  const version = versionOf(request.ifMatch);
  if (method === "PUT") await replaceGroup(caller, id, bodyOf(request), version);
  else if (method === "PATCH") await patchGroup(caller, id, readOperations(bodyOf(request)), version);
  else if (method === "DELETE") {
    await deleteGroup(caller, id, version);
    return { status: 204, body: null, headers: {} };
  } else throw notAllowed(method);
  return one(id);
}

type Query = { filter: string | null; startIndex: number; count: number; attributes: string[]; excluded: string[] };

/** RFC 7644 §3.4.2.4: a startIndex below 1 is 1, a count below 0 is 0, and more than we give at once is what we give. */
function queryOf(query: URLSearchParams): Query {
  const number = (name: string, otherwise: number) => {
    const text = query.get(name);
    if (text === null || text === "") return otherwise;
    if (!/^-?\d{1,9}$/.test(text)) throw new ScimError(400, `${name} is a whole number.`, "invalidValue");
    return Number(text);
  };
  return {
    filter: query.get("filter"),
    startIndex: Math.max(1, number("startIndex", 1)),
    count: Math.min(mostResults, Math.max(0, number("count", 100))),
    attributes: namesOf(query.get("attributes")),
    excluded: namesOf(query.get("excludedAttributes")),
  };
}

function namesOf(text: string | null): string[] {
  const names = (text ?? "").split(",").map((name) => name.trim().toLowerCase());
  return names
    .filter((name) => name !== "")
    .map((name) => name.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, ""))
    .slice(0, 100);
}

const leavesMembers = (query: URLSearchParams) => {
  const attributes = namesOf(query.get("attributes"));
  if (attributes.length > 0) return !attributes.some((name) => name.split(".")[0] === "members");
  return namesOf(query.get("excludedAttributes")).includes("members");
};

async function page(caller: Caller, base: string, kind: "Users" | "Groups", query: Query): Promise<ScimAnswer> {
  const { filter, startIndex, attributes, excluded } = query;
  const read = filter ? readFilter(filter) : null;
  const narrow = (resource: Resource) => projected(resource, { attributes, excluded });
  if (kind === "Users") {
    const found = await listDirectoryUsers(caller.orgId, read && filterSql(read, userFilterable), query);
    return ok(
      listOfResources(
        found.rows.map((row) => narrow(userResource(row, base))),
        found.total,
        startIndex,
      ),
    );
  }
  const withMembers =
    attributes.length > 0 ? attributes.some((name) => name.startsWith("members")) : !excluded.includes("members");
  const found = await listDirectoryGroups(caller.orgId, read && filterSql(read, groupFilterable), query, withMembers);
  return ok(
    listOfResources(
      found.rows.map((row) => narrow(groupResource(row, base))),
      found.total,
      startIndex,
    ),
  );
}

/** RFC 7644 §3.4.3: the same as a GET, with the question in the body. Over both kinds it gives users, then groups. */
async function search(
  caller: Caller,
  base: string,
  request: ScimRequest,
  kinds: ("Users" | "Groups")[],
): Promise<ScimAnswer> {
  if (request.method !== "POST") throw notAllowed(request.method);
  const body = bodyOf(request);
  if (!isObject(body) || !Array.isArray(body.schemas) || !body.schemas.includes(searchSchema)) {
    throw new ScimError(400, `A search has the schema ${searchSchema}.`, "invalidSyntax");
  }
  const query = new URLSearchParams();
  for (const name of ["filter", "startIndex", "count"])
    if (body[name] !== undefined) query.set(name, String(body[name]));
  for (const name of ["attributes", "excludedAttributes"]) {
    if (Array.isArray(body[name])) query.set(name, (body[name] as unknown[]).join(","));
  }
  const asked = queryOf(query);
  const [first, second] = kinds;
  if (!first) throw new ScimError(404, "There is no such endpoint.");
  const one = await page(caller, base, first, asked);
  if (!second || !one.body) return one;
  const total = Number(one.body.totalResults);
  const shownFirst = (one.body.Resources as Resource[]).length;
  const rest = await page(caller, base, second, {
    ...asked,
    startIndex: Math.max(1, asked.startIndex - total),
    count: asked.count - shownFirst,
  });
  const both = [...(one.body.Resources as Resource[]), ...((rest.body?.Resources as Resource[]) ?? [])];
  return ok(listOfResources(both, total + Number(rest.body?.totalResults ?? 0), asked.startIndex));
}

function shown(resource: Resource, version: number, { query, ifNoneMatch }: ScimRequest, status: number): ScimAnswer {
  const etag = etagOf(version);
  if (status === 200 && ifNoneMatch && ifNoneMatch.split(",").some((each) => sameTag(each, version))) {
    return { status: 304, body: null, headers: { ETag: etag } };
  }
  const { attributes, excluded } = queryOf(query);
  const location = (resource.meta as { location: string }).location;
  return {
    status,
    body: projected(resource, { attributes, excluded }),
    headers: { ETag: etag, ...(status === 201 && { Location: location }) },
  };
}

function sameTag(tag: string, version: number): boolean {
  return tag.trim() === "*" || tag.trim().replace(/^W\//, "") === `"${version}"`;
}

/** The version in If-Match; null where any will do. */
function versionOf(ifMatch: string | null): number | null {
  if (ifMatch === null || ifMatch.trim() === "*") return null;
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim());
  if (!match) throw new ScimError(412, "If-Match has the version as it was given.");
  return Number(match[1]);
}

function bodyOf({ body }: ScimRequest): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ScimError(400, "The body is no JSON.", "invalidSyntax");
  }
}

function only(method: string, request: ScimRequest, run: () => ScimAnswer): ScimAnswer {
  if (request.method !== method) throw notAllowed(request.method);
  if (request.query.has("filter")) throw new ScimError(403, "This cannot be filtered.");
  return run();
}

function ok(body: object): ScimAnswer {
  return { status: 200, body: body as Resource, headers: {} };
}

function notAllowed(method: string): ScimError {
  return new ScimError(405, `${method} is not offered here.`);
}
