import "server-only";
import type postgres from "postgres";
import { rawSql } from "@/db/client";
import { now } from "@/lib/clock";
import type { JsonObject } from "./clean";
import { applyProfileOps, type ProfileUpdate, withoutAutomatic } from "./profile-ops";
import { projectsOf } from "./projects-of";
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
      const placed = await placedUpdates(tx, updates);
      if (placed.length === 0) return;
      const people = new Map<string, Person>();
      for (const { datasetId, distinctId, arrival } of placed) {
        people.set(keyOf(datasetId, distinctId), { datasetId, distinctId, before: null, after: null, arrival });
      }
      await readAndLock(tx, people);
      for (const { datasetId, distinctId, ops, arrival } of placed) {
        const person = people.get(keyOf(datasetId, distinctId));
        if (person) Object.assign(person, { after: applyProfileOps(person.after, ops), arrival });
      }
      await write(tx, [...people.values()]);
    }),
  );
}

function keyOf(datasetId: number, distinctId: string): string {
  return `${datasetId} ${distinctId}`;
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
