import { db, rawSql } from "@/db/client";
import type { ProjectActor } from "@/lib/authz/actor";
import { erasePersonRows } from "@/lib/events/person-data";
import { byTurns, timeOf } from "./load";
import { atMost, type Line, median } from "./table";

const ofPerson = 20_000;
const batch = 25_000;

/** Deleting one person's events, profile and aliases among very many, against the bare statements for the same. */
export async function measurePrivacy({ project }: ProjectActor, events: number, rounds: number): Promise<Line[]> {
  const [row] = await rawSql()`select dataset_id as id from projects where id = ${project.id}`;
  const dataset = Number(row?.id);
  const fill = () => rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select ${dataset}, 'to be deleted', now() - (n::float8 / ${ofPerson}) * interval '28 days', 'Opened', 'd' || n, '{"plan": "growth"}', now()
    from generate_series(1, ${ofPerson}) n`;
  const values = await byTurns(
    {
      bare: async () => {
        await fill();
        return timeOf(() =>
          rawSql().begin(async (tx) => {
            for (const table of ["events", "timeless_events", "profiles", "aliases"])
              await tx`delete from ${tx(table)} where dataset_id = ${dataset} and distinct_id = 'to be deleted'`;
          }),
        );
      },
      ours: async () => {
        await fill();
        return timeOf(async () => {
          let done = false;
          while (!done)
            ({ done } = await db().transaction((tx) => erasePersonRows(tx, [dataset], "to be deleted", batch)));
        });
      },
    },
    rounds,
  );
  const [ours, bare] = [median(values.get("ours") ?? []), median(values.get("bare") ?? [])];
  const what = `Deleting a person with ${ofPerson.toLocaleString("en-US")} events among ${events.toLocaleString("en-US")}, against the bare SQL (time)`;
  return [atMost(what, ours / bare, 2, `${ours.toFixed(0)} ms and ${bare.toFixed(0)} ms`)];
}
