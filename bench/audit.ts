import { rawSql } from "@/db/client";
import { searchAudit } from "@/db/queries/audit";
import type { AuditFilter } from "@/lib/audit/filter";
import { verifyAudit } from "@/lib/audit/verify-all";
import type { ListPlace } from "@/lib/pagination";
import { byTurns, timeOf } from "./load";
import type { OurApp } from "./our-app";
import { atLeast, atMost, type Line, median } from "./table";

const million = 1_000_000;
const first: ListPlace<"when"> = { sort: "when", dir: "desc", page: 1, cursor: null };

/** A log of a million entries: its pages and totals against bare SQL, its file against COPY, and the server's memory. */
export async function measureAudit(app: OurApp, rounds: number): Promise<Line[]> {
  await fillLog(app.large.org.id, app.large.user.id);
  return [...(await pageLines(app, 5 * rounds)), ...(await fileLines(app, rounds)), await verifyLine()];
}

/** Made by the database; the hashes are of nothing, which reading them takes no longer. */
async function fillLog(orgId: number, userId: string): Promise<void> {
  const session = await rawSql().reserve();
  try {
    await session`set statement_timeout = 0`;
    const chain = `org:${orgId}`;
    await session`insert into audit_chains (chain, seq, hash) values (${chain}, 0, '') on conflict do nothing`;
    const [head] = await session<{ seq: number }[]>`select seq::int from audit_chains where chain = ${chain}`;
    const from = (head?.seq ?? 0) + 1;
    await session`
      insert into audit_entries (id, chain, seq, org_id, at, actor_kind, actor_id, action, object_type, object_id, before,
        after, operation_id, request_id, ip, agent, prev_hash, hash)
      select 'aud_bench' || n, ${chain}, n, ${orgId}::int, '2025-01-01'::timestamptz + n * interval '30 seconds', 'user',
        m.user_id, (array['member.role_changed', 'user.signed_in', 'member.removed', 'org.renamed'])[1 + n % 4], 'member',
        m.other_id, '{"role": "member"}', '{"role": "admin"}', 'op_bench' || n, 'req_bench' || n, '198.51.100.' || n % 250,
        'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', '\\x00', '\\x00'
      from generate_series(${from}::bigint, ${from + million - 1}::bigint) n
      join (select user_id, lead(user_id, 1, ${userId}) over (order by user_id) as other_id,
          row_number() over (order by user_id) - 1 as place
        from members where org_id = ${orgId} order by user_id limit 1000) m on m.place = n % 1000`;
    await session`update audit_chains set seq = ${from + million - 1} where chain = ${chain}`;
    await session`vacuum analyze audit_entries`;
    await session`reset statement_timeout`;
  } finally {
    session.release();
  }
}

async function pageLines(app: OurApp, rounds: number): Promise<Line[]> {
  const orgId = app.large.org.id;
  const sql = rawSql();
  const [person] = await sql<{ id: string }[]>`select actor_id as id from audit_entries where id = 'aud_bench500000'`;
  const where = {
    nothing: { filter: {}, bare: sql`true` },
    action: { filter: { actions: ["member.removed"] }, bare: sql`action = 'member.removed'` },
    person: {
      filter: { person: person?.id ?? "" },
      bare: sql`(actor_id = ${person?.id ?? ""} or (object_type = 'member' and object_id = ${person?.id ?? ""}))`,
    },
    week: {
      filter: { from: new Date("2025-06-01"), until: new Date("2025-06-08") },
      bare: sql`at >= '2025-06-01Z' and at < '2025-06-08Z'`,
    },
  } satisfies Record<string, { filter: AuditFilter; bare: unknown }>;
  const lines: Line[] = [];
  for (const [name, { filter, bare }] of Object.entries(where)) {
    const middle: ListPlace<"when"> = {
      ...first,
      page: 5000,
      cursor: { side: "after", key: "2025-06-05T00:00:00Z", id: "400000" },
    };
    const values = await byTurns(
      {
        first: () => timeOf(() => searchAudit(app.large, filter, first)),
        middle: () => timeOf(() => searchAudit(app.large, filter, middle)),
        last: () => timeOf(() => searchAudit(app.large, filter, { ...first, page: "last" })),
        bare: () =>
          timeOf(async () => {
            if (name !== "nothing") await sql`select count(*) from audit_entries where org_id = ${orgId} and ${bare}`;
            await sql`select * from audit_entries where org_id = ${orgId} and ${bare} order by at desc, seq desc limit 50`;
          }),
      },
      rounds,
    );
    const of = (which: string) => median(values.get(which) ?? []);
    const ms = (which: string) => `${of(which).toFixed(1)} ms, SQL ${of("bare").toFixed(1)} ms`;
    // Without a filter the bare SQL is one reading of 50 rows: the names come on top, and only the pages are compared.
    if (name !== "nothing")
      lines.push(
        atMost(
          `Log of a million by ${name}: first page with its total, against bare SQL`,
          of("first") / of("bare"),
          2,
          ms("first"),
        ),
      );
    lines.push(
      atMost(
        `Log of a million by ${name}: a page in the middle, against the first`,
        of("middle") / of("first"),
        1.15,
        ms("middle"),
      ),
      atMost(
        `Log of a million by ${name}: the last page, against the first`,
        of("last") / of("first"),
        1.15,
        ms("last"),
      ),
    );
  }
  return lines;
}

async function fileLines(app: OurApp, rounds: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const kind of ["csv", "ndjson"]) {
    const url = `${app.url}/org/${app.large.org.id}/audit-log/${kind}`;
    let bytes = 0;
    let most = 0;
    const before = await residentMegabytes(app);
    const values = await byTurns(
      {
        copy: () => timeOf(() => copyLog(app.large.org.id)),
        ours: () =>
          timeOf(async () => {
            bytes = 0;
            const answer = await fetch(url, { headers: { Cookie: app.cookie } });
            for await (const part of answer.body ?? []) {
              const megabytes = Math.floor(bytes / 2e7);
              bytes += part.byteLength;
              if (Math.floor(bytes / 2e7) > megabytes) most = Math.max(most, await residentMegabytes(app));
            }
          }),
      },
      Math.min(rounds, 1),
    );
    const of = (which: string) => median(values.get(which) ?? []);
    const detail = `${(of("ours") / 1000).toFixed(0)} s for ${(bytes / 1e6).toFixed(0)} MB, COPY ${(of("copy") / 1000).toFixed(1)} s`;
    lines.push(
      {
        ...atLeast(
          `${kind.toUpperCase()} of a million entries, speed against COPY of the same rows`,
          of("copy") / of("ours"),
          0,
          detail,
        ),
        budget: "",
        met: undefined,
      },
      atMost(
        `${kind.toUpperCase()} of a million entries: the server's memory while it is read`,
        most / before,
        2,
        `${most} MB, before ${before} MB`,
      ),
    );
  }
  return lines;
}

async function residentMegabytes(app: OurApp): Promise<number> {
  const text = await (await fetch(`${app.url}/api/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1] ?? 0) / 1e6);
}

async function copyLog(orgId: number): Promise<void> {
  const session = await rawSql().reserve();
  try {
    await session`set statement_timeout = 0`;
    const query = `select seq, at, actor_id, actor_kind, action, object_type, object_id, project_id, before, after, ip, agent,
      operation_id, request_id, id from audit_entries where org_id = ${orgId} order by at desc, seq desc`;
    const rows = await session.unsafe(`copy (${query}) to stdout csv`).readable();
    for await (const _ of rows);
    await session`reset statement_timeout`;
  } finally {
    session.release();
  }
}

/** The made-up hashes are all faults, which are counted and not written. */
async function verifyLine(): Promise<Line> {
  let read = 0;
  const took = await timeOf(async () => {
    read = (await verifyAudit({}, () => undefined)).entries;
  });
  return {
    what: "Verifying every chain",
    measured: `${(took / 1000).toFixed(0)} s for ${read.toLocaleString("en-US")} entries`,
  };
}
