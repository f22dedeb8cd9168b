import { rawSql } from "@/db/client";
import { removeMembers } from "@/lib/members/bulk";
import { removalPhrase } from "@/lib/members/selection";
import { byTurns, timeOf } from "./load";
import type { OurApp } from "./our-app";
import { atMost, type Line, median } from "./table";

const people = 1000;

/** Taking 1,000 people out in one transaction, with an audit entry each, against the statements that delete them. */
export async function measureBulk(app: OurApp, rounds: number): Promise<Line[]> {
  const orgId = app.large.org.id;
  const actor = { ...app.large, session: { ...app.large.session, confirmedAt: new Date() } };
  const values = await byTurns(
    {
      bare: async () => {
        const ids = await someMembers(orgId);
        return timeOf(() => deleteBare(orgId, ids));
      },
      ours: async () => {
        const ids = await someMembers(orgId);
        return timeOf(() => removeMembers(actor, { ids, count: people, phrase: removalPhrase(people) }));
      },
    },
    rounds,
  );
  const of = (which: string) => median(values.get(which) ?? []);
  return [
    atMost(
      `Removing ${people} of 100,000 users, against the bare SQL`,
      of("ours") / of("bare"),
      5,
      `${of("ours").toFixed(0)} ms, SQL ${of("bare").toFixed(0)} ms`,
    ),
  ];
}

async function someMembers(orgId: number): Promise<string[]> {
  const rows = await rawSql()`
    select user_id from members where org_id = ${orgId} and role = 'member' order by md5(user_id) limit ${people}`;
  return rows.map((row) => String(row.user_id));
}

/** As one would by hand: the people, what refers to them, and that it was done. */
async function deleteBare(orgId: number, ids: string[]): Promise<void> {
  await rawSql().begin(async (sql) => {
    await sql`select 1 from orgs where id = ${orgId} for no key update`;
    await sql`delete from team_members where org_id = ${orgId} and user_id = any(${ids})`;
    await sql`delete from project_grants where org_id = ${orgId} and user_id = any(${ids})`;
    await sql`delete from members where org_id = ${orgId} and user_id = any(${ids})`;
  });
}
