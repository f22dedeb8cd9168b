import { sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { rawSql } from "@/db/client";
import { exportedMembers } from "@/db/queries/member-export";
import { byTurns, timeOf } from "./load";
import type { OurApp } from "./our-app";
import { atLeast, type Line, median } from "./table";

/** The CSV of 100,000 members as a browser gets it, against COPY of one query for the same columns. */
export async function measureCsv(app: OurApp, rounds: number): Promise<Line[]> {
  const url = `${app.url}/org/${app.large.org.id}/users/csv`;
  let bytes = 0;
  const values = await byTurns(
    {
      copy: () => timeOf(() => copyMembers(app.large.org.id)),
      ours: () =>
        timeOf(async () => {
          const answer = await fetch(url, { headers: { Cookie: app.cookie } });
          bytes = (await answer.arrayBuffer()).byteLength;
        }),
    },
    rounds,
  );
  const of = (which: string) => median(values.get(which) ?? []);
  const detail = `${(of("ours") / 1000).toFixed(1)} s for ${(bytes / 1e6).toFixed(0)} MB, COPY ${(of("copy") / 1000).toFixed(1)} s`;
  return [atLeast("CSV of 100,000 users, speed against COPY of the same query", of("copy") / of("ours"), 0.5, detail)];
}

async function copyMembers(orgId: number): Promise<void> {
  const page = sql.raw(`
    select row_number() over (order by lower(name), user_id) as n, user_id, name, email, role, joined_at, last_active_at,
      lower(name) as place from members where org_id = ${orgId}`);
  // COPY takes no parameters; numbers of our own are all there are.
  const { sql: text, params } = new PgDialect().sqlToQuery(exportedMembers(orgId, page));
  const query = text.replace(/\$(\d+)/g, (_, n) => String(Number(params[Number(n) - 1])));
  const session = await rawSql().reserve();
  try {
    await session`set statement_timeout = 0`;
    const rows = await session.unsafe(`copy (${query}) to stdout csv`).readable();
    for await (const _ of rows);
    await session`reset statement_timeout`;
  } finally {
    session.release();
  }
}
