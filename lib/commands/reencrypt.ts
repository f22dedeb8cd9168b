import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { decrypt, encrypt, encryptionKeyNames } from "@/lib/crypto";
import { countOf, listOf } from "@/lib/format";
import { placeOfSecret, type SecretColumn, secretColumns } from "@/lib/secret-places";

/**
 * What `npm run secrets:reencrypt` does: every stored secret is written anew with the newest key of ENCRYPTION_KEYS. A
 * row is written only while it is what was read, so that a change by somebody else wins; a batch that is done is done, so
 * that all of it can be interrupted and run again.
 */
export type Reencrypted = {
  column: SecretColumn;
  written: number;
  /** Had the newest key before. */
  current: number;
  /** Places of values that cannot be read: their key is gone, or they were changed. */
  unreadable: string[];
  /** Have an older key still, because they were being changed every time. */
  left: number;
};

export type Options = { tell?: (column: SecretColumn, written: number) => void; batchSize?: number };

/** `tell` hears after each batch how many of the column were written so far. */
export async function reencryptAll(options: Options = {}): Promise<Reencrypted[]> {
  const done: Reencrypted[] = [];
  for (const column of secretColumnNames()) done.push(await reencryptColumn(column, options));
  return done;
}

export function secretColumnNames(): SecretColumn[] {
  return Object.keys(secretColumns).filter((name): name is SecretColumn => Object.hasOwn(secretColumns, name));
}

/** Rows that somebody held or changed are looked at so many times. */
const passes = 3;

async function reencryptColumn(column: SecretColumn, { tell, batchSize = 500 }: Options): Promise<Reencrypted> {
  const parts = partsOf(column);
  const done: Reencrypted = { column, written: 0, current: await countCurrent(parts), unreadable: [], left: 0 };
  for (let pass = 1; pass <= passes; pass += 1) {
    Object.assign(done, { unreadable: [], left: 0 });
    for await (const rows of batches(parts, batchSize)) {
      const { fresh, unreadable } = renewed(column, rows);
      const written = await writeBack(parts, fresh);
      done.written += written;
      done.left += fresh.length - written;
      done.unreadable.push(...unreadable);
      tell?.(column, done.written);
    }
    if (done.left === 0) break;
  }
  return done;
}

type Parts = { table: SQL; name: SQL; column: SQL; keys: SQL[] };
type Row = { keys: string[]; value: string };
type FreshRow = Row & { fresh: string };

function partsOf(name: SecretColumn): Parts {
  const [table = "", column = ""] = name.split(".");
  return {
    table: sql`${sql.identifier(table)}`,
    name: sql`${sql.identifier(column)}`,
    column: sql`t.${sql.identifier(column)}`,
    keys: secretColumns[name].map((key) => sql`t.${sql.identifier(key)}`),
  };
}

/** How a value of the newest key begins. */
function newest(): string {
  return `v1.${encryptionKeyNames()[0]}.%`;
}

async function countCurrent({ table, column }: Parts): Promise<number> {
  const [row] = await db().execute<{ count: number }>(
    sql`select count(*)::int as count from ${table} t where ${column} like ${newest()}`,
  );
  return row?.count ?? 0;
}

/** Rows whose value has an older key, by their keys. Of what was erased only a note is left, which is no secret. */
async function* batches({ table, column, keys }: Parts, size: number): AsyncGenerator<Row[]> {
  const row = commaed(keys);
  let after: string[] | null = null;
  for (;;) {
    const beyond: SQL = after ? sql`(${row}) > (${commaed(after)})` : sql`true`;
    const rows: Row[] = await db().execute<Row>(sql`
      select ${textOf(keys)} as keys, ${column} as value
      from ${table} t
      where ${beyond} and ${column} is not null and ${column} not like ${newest()} and ${column} not like 'erased %'
      order by ${row} limit ${size}`);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.keys;
  }
}

function renewed(column: SecretColumn, rows: readonly Row[]): { fresh: FreshRow[]; unreadable: string[] } {
  const fresh: FreshRow[] = [];
  const unreadable: string[] = [];
  for (const row of rows) {
    const place = placeOfSecret(column, ...row.keys);
    try {
      fresh.push({ ...row, fresh: encrypt(decrypt(row.value, place), place) });
    } catch {
      unreadable.push(place);
    }
  }
  return { fresh, unreadable };
}

/** How many were written. A row that somebody holds is not waited for, and one that changed is left to them. */
async function writeBack({ table, name, column, keys }: Parts, rows: readonly FreshRow[]): Promise<number> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return 0;
  const row = commaed(keys);
  const written = await db().execute(sql`
    with given as (
      select array(select json_array_elements_text(r->'keys')) as keys, r->>'value' as value, r->>'fresh' as fresh
      from json_array_elements(${JSON.stringify(rows)}::json) r
    ), held as (
      select t.ctid as place, g.fresh
      from ${table} t join given g on g.keys = ${textOf(keys)} and g.value = ${column}
      where (${row}) >= (${commaed(first.keys)}) and (${row}) <= (${commaed(last.keys)})
      for no key update of t skip locked
    )
    update ${table} t set ${name} = held.fresh from held where t.ctid = held.place returning 1`);
  return written.length;
}

function commaed(parts: readonly (SQL | string)[]): SQL {
  return sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  );
}

function textOf(keys: readonly SQL[]): SQL {
  return sql`array[${commaed(keys.map((key) => sql`${key}::text`))}]`;
}

/** What is said at the end; not `whole` where an older key is still needed, or values cannot be read. */
export function reportOf(
  done: readonly Reencrypted[],
  keyNames: readonly string[],
): { lines: string[]; whole: boolean } {
  const [newestKey = "", ...olderKeys] = keyNames;
  const lines = done.flatMap(({ column, written, current, unreadable }) => [
    `${column}: ${countOf(written, "value")} written with ${newestKey}, ${countOf(current, "value")} had it already.`,
    ...unreadable.map((place) => `${place} cannot be read: its key is not in ENCRYPTION_KEYS, or it was changed.`),
  ]);
  const left = done.reduce((sum, column) => sum + column.left, 0);
  const unreadable = done.reduce((sum, column) => sum + column.unreadable.length, 0);
  if (unreadable > 0)
    lines.push(
      `${countOf(unreadable, "value")} stayed as found. Put their key back into ENCRYPTION_KEYS, or have them entered anew.`,
    );
  if (left > 0) lines.push(`${countOf(left, "value")} were being changed all the while. Run it again.`);
  const whole = left === 0 && unreadable === 0;
  if (whole && olderKeys.length > 0)
    lines.push(
      `Nothing needs ${listOf(olderKeys)} any more. Where every process was started with ${newestKey} first, remove the rest from ENCRYPTION_KEYS.`,
    );
  return { lines, whole };
}
