import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Filter } from "scim2-parse-filter";
import { invalid, plainPath } from "@/lib/scim/filter";

/** Filters of directory sync as SQL: every value is a parameter, every attribute one of the lists below. */

type Attribute = { sql: SQL; kind: "text" | "exact" | "boolean" | "moment" };
type Attributes = Record<string, Attribute>;
/** Attributes with several values: how their elements are unfolded, and what each has. */
type Lists = Record<string, { from: (inner: SQL) => SQL; attributes: Attributes; value: string }>;
export type Filterable = { attributes: Attributes; lists: Lists };

const json = (path: string): SQL => sql.raw(`(d.attributes #>> '{${path}}')`);
const element = (name: string): SQL => sql.raw(`(e.value ->> '${name}')`);

export const userFilterable: Filterable = {
  attributes: {
    id: { sql: sql`d.id`, kind: "exact" },
    externalid: { sql: sql`d.external_id`, kind: "exact" },
    username: { sql: sql`d.user_name`, kind: "text" },
    active: { sql: sql`d.active`, kind: "boolean" },
    displayname: { sql: json("displayName"), kind: "text" },
    nickname: { sql: json("nickName"), kind: "text" },
    title: { sql: json("title"), kind: "text" },
    usertype: { sql: json("userType"), kind: "text" },
    "name.givenname": { sql: json("name,givenName"), kind: "text" },
    "name.familyname": { sql: json("name,familyName"), kind: "text" },
    "name.formatted": { sql: json("name,formatted"), kind: "text" },
    "meta.created": { sql: sql`d.created_at`, kind: "moment" },
    "meta.lastmodified": { sql: sql`d.changed_at`, kind: "moment" },
  },
  lists: {
    emails: {
      from: (inner) =>
        sql`exists (select 1 from jsonb_array_elements(coalesce(d.attributes -> 'emails', '[]')) e where ${inner})`,
      attributes: {
        value: { sql: element("value"), kind: "text" },
        type: { sql: element("type"), kind: "text" },
        primary: { sql: sql`(${element("primary")})::boolean`, kind: "boolean" },
      },
      value: "value",
    },
  },
};

export const groupFilterable: Filterable = {
  attributes: {
    id: { sql: sql`d.id`, kind: "exact" },
    externalid: { sql: sql`d.external_id`, kind: "exact" },
    displayname: { sql: sql`t.name`, kind: "text" },
    "meta.created": { sql: sql`d.created_at`, kind: "moment" },
    "meta.lastmodified": { sql: sql`d.changed_at`, kind: "moment" },
  },
  lists: {
    members: {
      from: (inner) => sql`exists (select 1 from team_members tm join directory_users e on e.org_id = tm.org_id
        and e.user_id = tm.user_id where tm.team_id = d.team_id and ${inner})`,
      attributes: { value: { sql: sql`e.id`, kind: "exact" } },
      value: "value",
    },
  },
};

/** Throws ScimError `invalidFilter` for attributes that cannot be filtered by, and values that do not fit. */
export function filterSql(filter: Filter, { attributes, lists }: Filterable): SQL {
  switch (filter.op) {
    case "and":
    case "or": {
      const parts = (filter as { filters: Filter[] }).filters.map((each) => filterSql(each, { attributes, lists }));
      return sql`(${sql.join(parts, filter.op === "and" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      return sql`not coalesce(${filterSql((filter as { filter: Filter }).filter, { attributes, lists })}, false)`;
    case "[]": {
      const { attrPath, valFilter } = filter as { attrPath: string; valFilter: Filter };
      const list = lists[plainPath(attrPath)];
      if (!list) throw unknown(attrPath);
      return list.from(filterSql(valFilter, { attributes: list.attributes, lists: {} }));
    }
    default:
      return compared(filter as Compared, { attributes, lists });
  }
}

type Compared = { op: string; attrPath: string; compValue?: boolean | null | number | string };

function compared({ op, attrPath, compValue }: Compared, { attributes, lists }: Filterable): SQL {
  const path = plainPath(attrPath);
  const attribute = attributes[path];
  if (attribute) return comparison(attribute, op, compValue, attrPath);
  const [name = "", sub] = path.split(".");
  const list = lists[name];
  const inner = list?.attributes[sub ?? list.value];
  if (!list || !inner) throw unknown(attrPath);
  return list.from(comparison(inner, op, compValue, attrPath));
}

function comparison({ sql: column, kind }: Attribute, op: string, value: Compared["compValue"], path: string): SQL {
  if (op === "pr") return kind === "boolean" ? sql`${column} is not null` : sql`coalesce(${column}::text, '') <> ''`;
  if (value === null || value === undefined) {
    if (op === "eq") return sql`${column} is null`;
    if (op === "ne") return sql`${column} is not null`;
    throw invalid(`${path} cannot be compared with null so.`);
  }
  if (kind === "boolean") return ofBoolean(column, op, value, path);
  if (kind === "moment") return ofMoment(column, op, value, path);
  const text = String(value);
  const left = kind === "text" ? sql`lower(${column})` : column;
  const right = kind === "text" ? sql`lower(${text}::text)` : sql`${text}::text`;
  const like = (before: string, after: string) =>
    sql`${left} like ${`${before}${escaped(kind === "text" ? text.toLowerCase() : text)}${after}`}`;
  if (op === "co") return like("%", "%");
  if (op === "sw") return like("", "%");
  if (op === "ew") return like("%", "");
  if (op === "ne") return sql`${left} is distinct from ${right}`;
  return sql`${left} ${signOf(op, path)} ${right}`;
}

function ofBoolean(column: SQL, op: string, value: unknown, path: string): SQL {
  // Entra ID writes booleans as text.
  const truth =
    typeof value === "boolean" ? value : /^(true|false)$/i.test(String(value)) ? /^true$/i.test(String(value)) : null;
  if (truth === null || !["eq", "ne"].includes(op)) throw invalid(`${path} is true or false.`);
  return op === "eq" ? sql`${column} = ${truth}` : sql`${column} is distinct from ${truth}`;
}

function ofMoment(column: SQL, op: string, value: unknown, path: string): SQL {
  const at = new Date(String(value));
  if (Number.isNaN(at.getTime())) throw invalid(`${path} is a moment such as 2026-01-31T09:00:00Z.`);
  if (!["eq", "ne", "gt", "ge", "lt", "le"].includes(op)) throw invalid(`${path} cannot be searched so.`);
  const sign = op === "ne" ? sql`<>` : signOf(op, path);
  return sql`date_trunc('milliseconds', ${column}) ${sign} ${at.toISOString()}::timestamptz`;
}

const signs: Record<string, SQL> = { eq: sql`=`, gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` };

function signOf(op: string, path: string): SQL {
  const sign = signs[op];
  if (!sign) throw invalid(`“${op}” is no comparison for ${path}.`);
  return sign;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

function unknown(path: string) {
  return invalid(`There is no attribute ${path} to filter by.`);
}
