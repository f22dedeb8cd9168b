import { readFileSync } from "node:fs";
import type { APIRequestContext, APIResponse } from "@playwright/test";
import type postgres from "postgres";

/** Server actions called as the browser does, without a browser: by their id, with whatever fields. */

type Manifest = { node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }> };

/** `page` is the first page that carries it. */
export type Built = { id: string; file: string; name: string; page: string };

/** The actions of the build, by the file they stand in. */
export function builtActions(): Built[] {
  const manifest: Manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  return Object.entries(manifest.node).map(([id, { filename, exportedName, workers }]) => ({
    id,
    file: filename,
    name: exportedName,
    page: Object.keys(workers)[0] ?? "",
  }));
}

export type Call = {
  site: { url: string };
  /** Where it is posted to. */
  path: string;
  fields: Record<string, string | string[] | File>;
  cookie?: string;
  headers?: Record<string, string>;
  /** The site's own unless given; null for none. */
  origin?: string | null;
  /** Instead of a form: what React would send as arguments. */
  argument?: unknown;
};

/** Calls an action with a form. Buttons take the form alone, other actions the state before it. */
export async function callAction(
  request: APIRequestContext,
  action: { id: string; isButton: boolean },
  { site, path, fields, cookie, headers, origin = site.url, argument }: Call,
): Promise<APIResponse> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(`_1_${name}`, one);
  }
  const last = argument === undefined ? "$K1" : argument;
  form.append("0", JSON.stringify(action.isButton ? [last] : [{ status: "idle" }, last]));
  return request.post(`${site.url}${path}`, {
    headers: {
      accept: "text/x-component",
      "next-action": action.id,
      ...(origin === null ? {} : { origin }),
      ...headers,
      ...(cookie ? { cookie: `atrium-session=${cookie}` } : {}),
    },
    multipart: form,
    maxRedirects: 0,
  });
}

/** Not found, as the framework says it: by status, or in the answer where it passed the call on to another page. */
export async function saysNotFound(answer: APIResponse): Promise<boolean> {
  return answer.status() === 404 || (await answer.text()).includes("NEXT_HTTP_ERROR_FALLBACK;404");
}

/** Written by whoever is refused, or by being there at all. */
const ofNobody = [
  "audit_entries",
  "audit_chains",
  "rate_limits",
  "sign_in_failures",
  "outbox_messages",
  "page_visits",
  "visit_addresses",
];

/** Every table as a hash, without when somebody was last seen. Two are equal when nothing was changed between them. */
export async function snapshot(sql: postgres.Sql, except: readonly string[] = []): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`;
  const state: Record<string, string> = {};
  for (const { name } of tables) {
    if (ofNobody.includes(name) || except.includes(name)) continue;
    const [row] = await sql<[{ state: string }]>`
      select count(*) || ' rows ' || coalesce(md5(string_agg(line, '|' order by line)), '') as state
      from (select (to_jsonb(t) - '{last_seen_at,longest_idle_seconds,last_active_at,ip,agent}'::text[])::text as line from ${sql(name)} t) lines`;
    state[name] = row.state;
  }
  return state;
}

/** What was written to the audit log since, by name. */
export async function auditedSince(sql: postgres.Sql, before: number): Promise<string[]> {
  const rows = await sql<{ action: string }[]>`
    select action from audit_entries order by at desc, seq desc limit ${(await countAudit(sql)) - before}`;
  return rows.map(({ action }) => action);
}

export async function countAudit(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*)::int as count from audit_entries`;
  return row.count;
}
