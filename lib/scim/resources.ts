import type { DirectoryGroupRow, DirectoryUserRow } from "@/db/queries/directory";
import { isObject, type Resource } from "./patch";
import { userSchema } from "./user-document";

/** Resources as they leave (RFC 7643). */
export const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A weak entity tag (RFC 7232 §2.1). */
export const etagOf = (version: number) => `W/"${version}"`;

export function userResource(
  row: DirectoryUserRow | (Omit<DirectoryUserRow, "groups"> & { groups: [] }),
  base: string,
): Resource {
  const { id, userName, externalId, active, attributes, version, createdAt, changedAt, groups } = row;
  const extended = attributes[enterpriseSchema] !== undefined;
  return {
    schemas: [userSchema, ...(extended ? [enterpriseSchema] : [])],
    id,
    ...(externalId !== null && { externalId }),
    userName,
    ...attributes,
    active,
    groups: groups.map(({ value, display }) => ({ value, display, $ref: `${base}/Groups/${value}`, type: "direct" })),
    meta: metaOf("User", { id, version, createdAt, changedAt }, `${base}/Users`),
  };
}

export function groupResource(row: DirectoryGroupRow, base: string): Resource {
  const { id, displayName, externalId, members, version, createdAt, changedAt } = row;
  return {
    schemas: [groupSchema],
    id,
    ...(externalId !== null && { externalId }),
    displayName,
    ...(members && {
      members: members.map(({ value, display }) => ({ value, display, $ref: `${base}/Users/${value}`, type: "User" })),
    }),
    meta: metaOf("Group", { id, version, createdAt, changedAt }, `${base}/Groups`),
  };
}

type Dated = { id: string; version: number; createdAt: Date; changedAt: Date };

function metaOf(resourceType: string, { id, version, createdAt, changedAt }: Dated, at: string) {
  return {
    resourceType,
    created: createdAt.toISOString(),
    lastModified: changedAt.toISOString(),
    location: `${at}/${id}`,
    version: etagOf(version),
  };
}

export function listOfResources(resources: Resource[], total: number, startIndex: number) {
  return {
    schemas: [listSchema],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

/** RFC 7644 §3.9: `attributes` leaves only these, `excludedAttributes` all but these; id and schemas are always there. */
export function projected(
  resource: Resource,
  { attributes, excluded }: { attributes: string[]; excluded: string[] },
): Resource {
  const always = new Set(["id", "schemas"]);
  const named = (list: string[], name: string) =>
    list.some((each) => each === name.toLowerCase() || each.startsWith(`${name.toLowerCase()}.`));
  if (attributes.length > 0) {
    const kept = Object.entries(resource).filter(([name]) => always.has(name) || named(attributes, name));
    return Object.fromEntries(kept.map(([name, value]) => [name, narrowed(name, value, attributes)]));
  }
  if (excluded.length === 0) return resource;
  const left = Object.entries(resource).filter(([name]) => always.has(name) || !excluded.includes(name.toLowerCase()));
  return Object.fromEntries(left.map(([name, value]) => [name, without(name, value, excluded)]));
}

function narrowed(name: string, value: unknown, attributes: string[]): unknown {
  const subs = attributes.filter((each) => each.startsWith(`${name.toLowerCase()}.`)).map((each) => each.split(".")[1]);
  if (subs.length === 0 || attributes.includes(name.toLowerCase())) return value;
  return eachOf(value, (sub) => subs.includes(sub));
}

function without(name: string, value: unknown, excluded: string[]): unknown {
  const subs = excluded.filter((each) => each.startsWith(`${name.toLowerCase()}.`)).map((each) => each.split(".")[1]);
  return subs.length === 0 ? value : eachOf(value, (sub) => !subs.includes(sub));
}

function eachOf(value: unknown, keep: (sub: string) => boolean): unknown {
  const one = (each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).filter(([sub]) => keep(sub.toLowerCase()))) : each;
  return Array.isArray(value) ? value.map(one) : one(value);
}
