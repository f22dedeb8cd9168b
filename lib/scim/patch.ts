import { filter as predicate } from "scim2-parse-filter";
import { ScimError } from "./errors";
import { plainPath, readFilter } from "./filter";

/**
 * PATCH of RFC 7644 §3.5.2 on a resource as JSON, with what Okta and Entra ID send beside it: operations with a capital,
 * booleans as text, and dotted names in a value without a path. Pure.
 */
export const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export type Operation = { op: "add" | "replace" | "remove"; path: string | null; value: unknown };
export type Resource = Record<string, unknown>;

const most = 1000;

/** Throws ScimError `invalidSyntax`, `invalidValue` or `invalidPath`. */
export function readOperations(body: unknown): Operation[] {
  const { schemas, Operations } = (isObject(body) ? body : {}) as { schemas?: unknown; Operations?: unknown };
  if (!Array.isArray(schemas) || !schemas.includes(patchSchema)) {
    throw new ScimError(400, `A PATCH has the schema ${patchSchema}.`, "invalidSyntax");
  }
  if (!Array.isArray(Operations) || Operations.length === 0) {
    throw new ScimError(400, "A PATCH has a list of Operations.", "invalidSyntax");
  }
  if (Operations.length > most) throw new ScimError(413, `At most ${most} operations at a time.`);
  return Operations.map((each: unknown) => {
    const { op, path, value } = (isObject(each) ? each : {}) as Record<string, unknown>;
    const name = String(op ?? "").toLowerCase();
    if (name !== "add" && name !== "replace" && name !== "remove") {
      throw new ScimError(400, `“${String(op)}” is none of add, replace and remove.`, "invalidSyntax");
    }
    if (path !== undefined && path !== null && typeof path !== "string") {
      throw new ScimError(400, "A path is text.", "invalidPath");
    }
    if (name === "remove" && !path) throw new ScimError(400, "What to remove needs a path.", "noTarget");
    if (name !== "remove" && value === undefined) throw new ScimError(400, `${name} needs a value.`, "invalidValue");
    return { op: name, path: path || null, value };
  });
}

/** attr, attr.sub, attr[filter], attr[filter].sub */
export type Path = { attribute: string; filter: string | null; sub: string | null };

/** Throws ScimError `invalidPath`. */
export function readPath(path: string): Path {
  const plain = path.replace(/^urn:ietf:params:scim:schemas:[^:]+:2\.0:(User|Group):?/i, "");
  const match = /^([A-Za-z$][\w$-]*)(?:\[(.+)\])?(?:\.([A-Za-z$][\w$-]*))?$/.exec(plain);
  if (!match?.[1]) throw new ScimError(400, `“${path.slice(0, 200)}” is no path of a resource.`, "invalidPath");
  return { attribute: match[1], filter: match[2] ?? null, sub: match[3] ?? null };
}

/** The resource with the operations done, one after the other. What it was stays as it is. */
export function patched(resource: Resource, operations: Operation[]): Resource {
  const next = structuredClone(resource);
  for (const { op, path, value } of operations) {
    if (path === null) {
      if (!isObject(value)) throw new ScimError(400, "Without a path the value is an object.", "invalidValue");
      for (const [name, each] of Object.entries(value)) {
        if (isSafe(plainPath(name))) apply(next, op, readPath(name), each);
      }
    } else apply(next, op, readPath(path), value);
  }
  return next;
}

function apply(resource: Resource, op: Operation["op"], { attribute, filter, sub }: Path, value: unknown): void {
  const key = keyOf(resource, attribute);
  if (!isSafe(key) || (sub && !isSafe(sub))) throw new ScimError(400, "That is no path of a resource.", "invalidPath");
  if (filter !== null) {
    applyToElements(resource, key, op, filter, sub, value);
    return;
  }
  if (sub !== null) {
    const holder = isObject(resource[key]) ? resource[key] : {};
    if (op === "remove") delete holder[keyOf(holder, sub)];
    else holder[keyOf(holder, sub)] = value;
    resource[key] = holder;
    return;
  }
  if (op === "remove") {
    delete resource[key];
    return;
  }
  const before = resource[key];
  if (op === "add" && Array.isArray(before)) resource[key] = merged(before, [value].flat());
  else if (isObject(before) && isObject(value)) resource[key] = { ...before, ...value };
  else resource[key] = value;
}

function applyToElements(
  resource: Resource,
  key: string,
  op: Operation["op"],
  filter: string,
  sub: string | null,
  value: unknown,
): void {
  const elements = Array.isArray(resource[key]) ? [...(resource[key] as unknown[])] : [];
  const fits = predicate(readFilter(filter));
  const chosen = elements.filter((each) => isObject(each) && fits(each));
  if (op === "remove") {
    if (sub === null) resource[key] = elements.filter((each) => !chosen.includes(each));
    else for (const each of chosen) if (isObject(each)) delete each[keyOf(each, sub)];
    return;
  }
  if (chosen.length === 0) {
    // Entra ID sets `emails[type eq "work"].value` of people who have no address yet.
    const made = impliedBy(filter);
    if (!made) throw new ScimError(400, `Nothing fits [${filter}].`, "noTarget");
    elements.push(sub === null && isObject(value) ? { ...made, ...value } : { ...made, [sub ?? "value"]: value });
    resource[key] = elements;
    return;
  }
  for (const each of chosen as Resource[]) {
    if (sub !== null) each[keyOf(each, sub)] = value;
    else if (isObject(value)) Object.assign(each, value);
    else each.value = value;
  }
  resource[key] = elements;
}

/** What an element has by which a filter of one equality would choose it. */
function impliedBy(filter: string): Resource | null {
  const read = readFilter(filter);
  if (read.op !== "eq") return null;
  const { attrPath, compValue } = read as { attrPath: string; compValue: unknown };
  return isSafe(attrPath) ? { [attrPath]: compValue } : null;
}

/** A value that is there already is not added twice. */
function merged(before: unknown[], added: unknown[]): unknown[] {
  const same = (one: unknown, other: unknown) =>
    isObject(one) && isObject(other) && "value" in one
      ? one.value === other.value
      : JSON.stringify(one) === JSON.stringify(other);
  return [...before, ...added.filter((each) => !before.some((one) => same(one, each)))];
}

/** The name as the resource writes it: names are not case-sensitive. */
function keyOf(holder: Resource, name: string): string {
  return Object.keys(holder).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
}

function isSafe(name: string): boolean {
  return !/^(__proto__|constructor|prototype)$/i.test(name);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Entra ID writes booleans as text. Throws ScimError `invalidValue`. */
export function readBoolean(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && /^(true|false)$/i.test(value)) return /^true$/i.test(value);
  throw new ScimError(400, `${name} is true or false.`, "invalidValue");
}
