import { isAutomatic } from "./automatic-events";
import { cleanObject, isObject, type Json, type JsonObject, RecordRefused } from "./clean";
import { idText, isBanned } from "./ids";

/** Profile updates (/engage, /groups): parsing a record and applying its operations to what is stored. */

export type ProfileOp =
  | { op: "$set" | "$set_once" | "$add" | "$append" | "$union" | "$remove"; values: JsonObject }
  | { op: "$unset"; names: string[] }
  | { op: "$delete" };

/** Whose profile: a person's distinct id, or the name of a kind of group and the id of one. */
export type ProfileKey = { kind: "person"; ids: [string] } | { kind: "group"; ids: [string, string] };

export type ProfileUpdate = { token: string; key: ProfileKey; ops: ProfileOp[] };

const MAX_PROPERTIES = 2000;
const MAX_LIST = 254;
const nothingLeftOut: ReadonlySet<string> = new Set();

/** `$ip` only ever served to find a place and is not kept. */
const unkept: ReadonlySet<string> = new Set(["$ip"]);

/** A record of /engage. Throws {@link RecordRefused}. */
export function personUpdate(record: unknown): ProfileUpdate {
  return profileUpdate(record, (fields) => ({ kind: "person", ids: [idOf(fields, "$distinct_id", "one person")] }));
}

/** A record of /groups. Throws {@link RecordRefused}. */
export function groupUpdate(record: unknown): ProfileUpdate {
  return profileUpdate(record, (fields) => ({
    kind: "group",
    ids: [idOf(fields, "$group_key", "a kind of group"), idOf(fields, "$group_id", "one group")],
  }));
}

function profileUpdate(record: unknown, keyOf: (fields: Record<string, unknown>) => ProfileKey): ProfileUpdate {
  if (!isObject(record)) throw new RecordRefused("", "the record is not an object");
  const token = record.$token;
  if (typeof token !== "string" || token === "") {
    throw new RecordRefused("$token", "'$token' is invalid: must be the project's token");
  }
  const key = keyOf(record);
  const ops: ProfileOp[] = [];
  for (const [name, value] of Object.entries(record)) {
    const op = parseOp(name, value);
    if (op) ops.push(op);
  }
  if (ops.length === 0) throw new RecordRefused("", "the record has no operation such as '$set'");
  return { token, key, ops };
}

function idOf(fields: Record<string, unknown>, name: string, what: string): string {
  const id = idText(fields[name]);
  if (id === undefined || id === "" || isBanned(id)) {
    throw new RecordRefused(name, `'${name}' is invalid: must name ${what}`);
  }
  return id;
}

function parseOp(op: string, value: unknown): ProfileOp | undefined {
  switch (op) {
    case "$set":
    case "$set_once":
    case "$add":
    case "$append":
    case "$remove":
      return { op, values: objectOf(op, value) };
    case "$union":
      return { op, values: listsOf(objectOf(op, value)) };
    case "$unset": {
      const names = Array.isArray(value) ? value : [value];
      if (!names.every((name) => typeof name === "string"))
        throw new RecordRefused(op, "'$unset' is invalid: must be a list of property names");
      return { op, names };
    }
    case "$delete":
      return { op };
    default:
      return undefined;
  }
}

function objectOf(op: string, value: unknown): JsonObject {
  if (!isObject(value)) throw new RecordRefused(op, `'${op}' is invalid: must be an object`);
  const values = cleanObject(value, op, op.startsWith("$set") ? unkept : nothingLeftOut);
  if (op === "$add" && Object.values(values).some((added) => typeof added !== "number")) {
    throw new RecordRefused(op, "'$add' is invalid: must have numbers only");
  }
  return values;
}

function listsOf(values: JsonObject): JsonObject {
  for (const [name, value] of Object.entries(values)) values[name] = Array.isArray(value) ? value : [value];
  return values;
}

/** The same without the counters of automatic events. Taking one away stays possible; what only wrote them is nothing. */
export function withoutAutomatic(ops: readonly ProfileOp[]): ProfileOp[] {
  return ops.flatMap((op): ProfileOp[] => {
    if (op.op === "$delete" || op.op === "$unset") return [op];
    const kept = Object.entries(op.values).filter(([name]) => !isAutomatic(name));
    if (kept.length === Object.keys(op.values).length) return [op];
    const values: JsonObject = Object.assign(Object.create(null), Object.fromEntries(kept));
    return kept.length === 0 ? [] : [{ op: op.op, values }];
  });
}

/** The profile after the operations in their order; null where there is none. */
export function applyProfileOps(stored: JsonObject | null, ops: readonly ProfileOp[]): JsonObject | null {
  let profile = stored;
  for (const op of ops) profile = applyOp(profile, op);
  return profile;
}

function applyOp(stored: JsonObject | null, op: ProfileOp): JsonObject | null {
  if (op.op === "$delete") return null;
  if (!stored && (op.op === "$unset" || op.op === "$remove")) return null;
  const profile: JsonObject = Object.assign(Object.create(null), stored);
  if (op.op === "$unset") {
    for (const name of op.names) delete profile[name];
    return profile;
  }
  let room = MAX_PROPERTIES - Object.keys(profile).length;
  for (const [name, given] of Object.entries(op.values)) {
    const next = combined(op.op, profile[name], given);
    if (next === undefined) continue;
    if (!(name in profile)) {
      if (room <= 0) continue;
      room -= 1;
    }
    profile[name] = next;
  }
  return profile;
}

/** The new value of one property, or undefined where the operation leaves it alone. */
function combined(
  op: Exclude<ProfileOp["op"], "$unset" | "$delete">,
  before: Json | undefined,
  given: Json,
): Json | undefined {
  switch (op) {
    case "$set":
      return given;
    case "$set_once":
      return before === undefined ? given : undefined;
    case "$add": {
      const sum = (typeof before === "number" ? before : 0) + Number(given);
      return (before === undefined || typeof before === "number") && Number.isFinite(sum) ? sum : undefined;
    }
    case "$append":
      return [...listOf(before), given].slice(0, MAX_LIST);
    case "$union":
      return unionOf(listOf(before), listOf(given)).slice(0, MAX_LIST);
    case "$remove":
      return Array.isArray(before) ? before.filter((item) => !same(item, given)) : undefined;
  }
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function unionOf(list: Json[], added: Json[]): Json[] {
  const union = [...list];
  for (const item of added) if (!union.some((present) => same(present, item))) union.push(item);
  return union;
}

function same(a: Json, b: Json): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}
