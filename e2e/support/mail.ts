import type postgres from "postgres";
import { until } from "@/lib/testing/until";

export type Message = { id: string; subject: string; text: string };

/** The newest message in the outbox to this address that fits, waited for. */
export function mailTo(sql: postgres.Sql, email: string, fits: RegExp = /./): Promise<Message> {
  return until(
    async () => {
      const rows = await sql<Message[]>`
        select id, subject, text from outbox_messages where recipient = ${email} order by created_at desc, id`;
      return rows.find((row) => fits.test(row.subject));
    },
    { seconds: 30, what: `a message to ${email} whose subject fits ${fits}` },
  );
}

export async function countMails(sql: postgres.Sql, email: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from outbox_messages where recipient = ${email}`;
  return row.count;
}

/** The first link of a mail that leads further than to the front page. */
export function linkIn(text: string): string {
  const links = text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
  const link = links.find((address) => new URL(address).pathname !== "/");
  if (!link) throw new Error(`There is no link in:\n${text}`);
  return link;
}

/** Waits until every job that is due has run, so that what is absent is really absent. */
export function jobsDone(sql: postgres.Sql): Promise<boolean> {
  return until(
    async () => {
      const [row] = await sql<[{ count: number }]>`
        select count(*)::int as count from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts`;
      return row.count === 0;
    },
    { seconds: 30, what: "the jobs to be done" },
  );
}
