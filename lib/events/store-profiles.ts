import "server-only";
import type postgres from "postgres";
import { rawSql } from "@/db/client";
import type { JsonObject } from "./clean";
import { applyProfileOps, type ProfileUpdate } from "./profile-ops";
import { MadeMeanwhile, retried } from "./retry";

/**
 * Profile updates of a flush in one transaction: the rows are locked in key order, the operations applied in the order
 * they came, the rows and the count of profiles written. Somebody else's new profile of the same person makes it start
 * again and see that one.
 */

export type ArrivedUpdate = ProfileUpdate & { arrival: number };

type Person = {
  datasetId: number;
  distinctId: string;
  before: JsonObject | null;
  after: JsonObject | null;
  arrival: number;
};

export async function storeProfileUpdates(updates: readonly ArrivedUpdate[]): Promise<void> {
  await retried(() =>
    rawSql().begin(async (tx) => {
      const datasets = await datasetsOf(tx, updates);
      const people = new Map<string, Person>();
      for (const { token, distinctId, arrival } of updates) {
        const datasetId = datasets.get(token);
        if (datasetId !== undefined)
          people.set(keyOf(datasetId, distinctId), { datasetId, distinctId, before: null, after: null, arrival });
      }
      if (people.size === 0) return;
      await readAndLock(tx, people);
      for (const { token, distinctId, ops, arrival } of updates) {
        const person = people.get(keyOf(datasets.get(token), distinctId));
        if (person) Object.assign(person, { after: applyProfileOps(person.after, ops), arrival });
      }
      await write(tx, [...people.values()]);
    }),
  );
}

function keyOf(datasetId: number | undefined, distinctId: string): string {
  return `${datasetId} ${distinctId}`;
}

async function datasetsOf(
  tx: postgres.TransactionSql,
  updates: readonly ArrivedUpdate[],
): Promise<Map<string, number>> {
  const tokens = [...new Set(updates.map((update) => update.token))];
  const [rows] = await Promise.all([
    tx<{ token: string; dataset_id: string }[]>`
      select p.token, p.dataset_id from projects p join orgs o on o.id = p.org_id
      where p.token = any (${tokens}::text[]) and p.deleted_at is null and o.deleted_at is null`,
    tx`set local synchronous_commit = on`,
  ]);
  return new Map(rows.map((row) => [row.token, Number(row.dataset_id)]));
}

async function readAndLock(tx: postgres.TransactionSql, people: Map<string, Person>): Promise<void> {
  const all = [...people.values()];
  const rows = await tx<{ dataset_id: string; distinct_id: string; properties: JsonObject }[]>`
    select dataset_id, distinct_id, properties from profiles
    where (dataset_id, distinct_id) in (select * from unnest(${all.map((p) => p.datasetId)}::bigint[], ${all.map((p) => p.distinctId)}::text[]))
    order by dataset_id, distinct_id
    for update`;
  for (const row of rows) {
    const person = people.get(keyOf(Number(row.dataset_id), row.distinct_id));
    if (person) Object.assign(person, { before: row.properties, after: row.properties });
  }
}

async function write(tx: postgres.TransactionSql, people: Person[]): Promise<void> {
  const sorted = people.sort((a, b) => a.datasetId - b.datasetId || (a.distinctId < b.distinctId ? -1 : 1));
  const gone = sorted.filter((person) => person.before && !person.after);
  const made = sorted.filter((person) => !person.before && person.after);
  const changed = sorted.filter((person) => person.before && person.after);
  if (gone.length > 0) {
    await tx`
      delete from profiles p using unnest(${datasetIds(gone)}::bigint[], ${distinctIds(gone)}::text[]) as g (dataset_id, distinct_id)
      where p.dataset_id = g.dataset_id and p.distinct_id = g.distinct_id`;
  }
  if (changed.length > 0) {
    await tx`
      update profiles p set properties = c.properties::jsonb, updated_at = to_timestamp(c.arrival / 1000)
      from ${input(tx, changed)} as c (dataset_id, distinct_id, arrival, properties)
      where p.dataset_id = c.dataset_id and p.distinct_id = c.distinct_id`;
  }
  if (made.length > 0) {
    const rows = await tx`
      insert into profiles (dataset_id, distinct_id, properties, created_at, updated_at)
      select dataset_id, distinct_id, properties::jsonb, to_timestamp(arrival / 1000), to_timestamp(arrival / 1000)
      from ${input(tx, made)} as m (dataset_id, distinct_id, arrival, properties)
      order by dataset_id, distinct_id
      on conflict do nothing
      returning 1`;
    if (rows.length < made.length) throw new MadeMeanwhile("A profile was made at the same moment.");
  }
  await count(tx, made, gone);
}

function input(tx: postgres.TransactionSql, people: Person[]) {
  return tx`unnest(${datasetIds(people)}::bigint[], ${distinctIds(people)}::text[], ${people.map((p) => p.arrival)}::float8[],
    string_to_array(${people.map((p) => JSON.stringify(p.after)).join("\n")}, E'\\n'))`;
}

/** Last and in order, as with the counters of events. */
async function count(tx: postgres.TransactionSql, made: Person[], gone: Person[]): Promise<void> {
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

function datasetIds(people: Person[]): number[] {
  return people.map((person) => person.datasetId);
}

function distinctIds(people: Person[]): string[] {
  return people.map((person) => person.distinctId);
}
