import "server-only";
import type postgres from "postgres";
import { rawSql } from "@/db/client";
import { now } from "@/lib/clock";
import type { JsonObject } from "./clean";
import { applyProfileOps, type ProfileKey, type ProfileUpdate, withoutAutomatic } from "./profile-ops";
import { projectsOf } from "./projects-of";
import { MadeMeanwhile, retried } from "./retry";

/**
 * Profile updates of a flush in one transaction: the rows are locked in key order, the operations applied in the order
 * they came, the rows and the count of profiles written. Somebody else's new profile of the same person makes it start
 * again and see that one. People before groups, so that two processes do not wait for each other crosswise.
 */

export type ArrivedUpdate = ProfileUpdate & { arrival: number };

type Kind = ProfileKey["kind"];

/** Where profiles of a kind are, and the columns that name one beside its dataset. */
const places = {
  person: { table: "profiles", columns: "distinct_id", of: (row: string) => `${row}.distinct_id`, ids: 1 },
  group: {
    table: "group_profiles",
    columns: "group_key, group_id",
    of: (row: string) => `${row}.group_key, ${row}.group_id`,
    ids: 2,
  },
} as const satisfies Record<Kind, { table: string; columns: string; of: (row: string) => string; ids: number }>;

/** The same as parts of a statement: they are ours, no sender's. */
function placeOf(tx: postgres.TransactionSql, kind: Kind) {
  const { table, columns, of } = places[kind];
  return { table: tx.unsafe(table), ids: tx.unsafe(columns), idsOf: (row: string) => tx.unsafe(of(row)) };
}

type Profile = {
  datasetId: number;
  ids: readonly string[];
  before: JsonObject | null;
  after: JsonObject | null;
  arrival: number;
};

export async function storeProfileUpdates(updates: readonly ArrivedUpdate[]): Promise<void> {
  await retried(() =>
    rawSql().begin(async (tx) => {
      const placed = await placedUpdates(tx, updates);
      for (const kind of ["person", "group"] as const) {
        const ofKind = placed.filter(({ key }) => key.kind === kind);
        if (ofKind.length > 0) await storeOfKind(tx, kind, ofKind);
      }
    }),
  );
}

async function storeOfKind(tx: postgres.TransactionSql, kind: Kind, placed: readonly Placed[]): Promise<void> {
  const profiles = new Map<string, Profile>();
  for (const { datasetId, key, arrival } of placed) {
    profiles.set(nameOf(datasetId, key.ids), { datasetId, ids: key.ids, before: null, after: null, arrival });
  }
  await readAndLock(tx, kind, profiles);
  for (const { datasetId, key, ops, arrival } of placed) {
    const profile = profiles.get(nameOf(datasetId, key.ids));
    if (profile) Object.assign(profile, { after: applyProfileOps(profile.after, ops), arrival });
  }
  await write(tx, kind, [...profiles.values()]);
}

function nameOf(datasetId: number, ids: readonly string[]): string {
  return JSON.stringify([datasetId, ...ids]);
}

type Placed = ArrivedUpdate & { datasetId: number };

/** The updates of known tokens with the data they belong to; without automatic counters where the project has none. */
async function placedUpdates(tx: postgres.TransactionSql, updates: readonly ArrivedUpdate[]): Promise<Placed[]> {
  const tokens = [...new Set(updates.map((update) => update.token))];
  const [rows] = await Promise.all([
    tx<{ n: string; dataset_id: string; autotrack: boolean }[]>`
      with ${projectsOf(tx, tokens, now())} select n, dataset_id, autotrack from project`,
    tx`set local synchronous_commit = on`,
  ]);
  const projects = new Map(rows.map((row) => [tokens[Number(row.n) - 1], row]));
  return updates.flatMap((update) => {
    const project = projects.get(update.token);
    if (!project) return [];
    const ops = project.autotrack ? update.ops : withoutAutomatic(update.ops);
    return ops.length === 0 ? [] : [{ ...update, ops, datasetId: Number(project.dataset_id) }];
  });
}

async function readAndLock(tx: postgres.TransactionSql, kind: Kind, profiles: Map<string, Profile>): Promise<void> {
  const { table, ids } = placeOf(tx, kind);
  const rows = await tx<{ dataset_id: string; ids: string[]; properties: JsonObject }[]>`
    select dataset_id, array[${ids}] as ids, properties from ${table}
    where (dataset_id, ${ids}) in (select * from ${keysOf(tx, kind, [...profiles.values()])})
    order by dataset_id, ${ids}
    for update`;
  for (const row of rows) {
    const profile = profiles.get(nameOf(Number(row.dataset_id), row.ids));
    if (profile) Object.assign(profile, { before: row.properties, after: row.properties });
  }
}

async function write(tx: postgres.TransactionSql, kind: Kind, profiles: Profile[]): Promise<void> {
  const { table, ids, idsOf } = placeOf(tx, kind);
  const gone = profiles.filter(({ before, after }) => before && !after);
  const made = profiles.filter(({ before, after }) => !before && after);
  const changed = profiles.filter(({ before, after }) => before && after);
  if (gone.length > 0) {
    await tx`delete from ${table} where (dataset_id, ${ids}) in (select * from ${keysOf(tx, kind, gone)})`;
  }
  if (changed.length > 0) {
    await tx`
      update ${table} p set properties = c.properties::jsonb, updated_at = to_timestamp(c.arrival / 1000)
      from ${valuesOf(tx, kind, changed)} as c (dataset_id, ${ids}, arrival, properties)
      where (p.dataset_id, ${idsOf("p")}) = (c.dataset_id, ${idsOf("c")})`;
  }
  if (made.length > 0) {
    const rows = await tx`
      insert into ${table} (dataset_id, ${ids}, properties, created_at, updated_at)
      select dataset_id, ${ids}, properties::jsonb, to_timestamp(arrival / 1000), to_timestamp(arrival / 1000)
      from ${valuesOf(tx, kind, made)} as m (dataset_id, ${ids}, arrival, properties)
      order by dataset_id, ${ids}
      on conflict do nothing
      returning 1`;
    if (rows.length < made.length) throw new MadeMeanwhile("A profile was made at the same moment.");
  }
  if (kind === "person") await count(tx, made, gone);
}

function keysOf(tx: postgres.TransactionSql, kind: Kind, profiles: Profile[]) {
  return tx`unnest(${keyArrays(tx, kind, profiles)})`;
}

function valuesOf(tx: postgres.TransactionSql, kind: Kind, profiles: Profile[]) {
  return tx`unnest(${keyArrays(tx, kind, profiles)}, ${profiles.map(({ arrival }) => arrival)}::float8[],
    string_to_array(${profiles.map(({ after }) => JSON.stringify(after)).join("\n")}, E'\\n'))`;
}

function keyArrays(tx: postgres.TransactionSql, kind: Kind, profiles: Profile[]) {
  const datasets = tx`${profiles.map(({ datasetId }) => datasetId)}::bigint[]`;
  const ids = (n: number) => tx`${profiles.map((profile) => profile.ids[n] ?? "")}::text[]`;
  return places[kind].ids === 1 ? tx`${datasets}, ${ids(0)}` : tx`${datasets}, ${ids(0)}, ${ids(1)}`;
}

/** Last and in order, as with the counters of events. */
async function count(tx: postgres.TransactionSql, made: Profile[], gone: Profile[]): Promise<void> {
  const changes = new Map<number, number>();
  for (const { datasetId } of made) changes.set(datasetId, (changes.get(datasetId) ?? 0) + 1);
  for (const { datasetId } of gone) changes.set(datasetId, (changes.get(datasetId) ?? 0) - 1);
  const some = [...changes].filter(([, change]) => change !== 0).sort(([a], [b]) => a - b);
  if (some.length === 0) return;
  await tx`
    insert into profile_counts as c (dataset_id, profiles)
    select * from unnest(${some.map(([id]) => id)}::bigint[], ${some.map(([, change]) => change)}::bigint[]) order by 1
    on conflict (dataset_id) do update set profiles = c.profiles + excluded.profiles`;
}
