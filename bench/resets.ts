import { db, rawSql } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { eraseDatasetRows } from "@/lib/events/erase";
import { handlers } from "@/lib/jobs/tasks";
import { deleteProject, restoreProject } from "@/lib/projects/deletion";
import { resetProject, restoreReset } from "@/lib/projects/resets";
import { byTurns, timeOf } from "./load";
import { fill, makeProjectOf } from "./many-events";
import { atLeast, atMost, type Line, median } from "./table";

type Verb = "Resetting" | "Bringing back the data of" | "Deleting";
type Projects = { small: ProjectActor; large: ProjectActor; times: number };

/** What a verb takes on a large project, against the same on a small one: the data itself is not looked at. */
export async function measureResets({ small, large, times }: Projects, rounds: number): Promise<Line[]> {
  const values = new Map<string, number[]>();
  const note = (key: string, value: number) => values.set(key, [...(values.get(key) ?? []), value]);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [size, actor] of Object.entries({ small: confirmed(small), large: confirmed(large) })) {
      const took = await once(actor);
      if (round > 0) for (const [verb, ms] of Object.entries(took)) note(`${verb} ${size}`, ms);
    }
  }
  const of = (verb: Verb, size: string) => median(values.get(`${verb} ${size}`) ?? []);
  const verbs: Verb[] = ["Resetting", "Bringing back the data of", "Deleting"];
  return verbs.map((verb) =>
    atMost(
      `${verb} a project with ${times} times the events`,
      of(verb, "large") / of(verb, "small"),
      1.5,
      `${of(verb, "large").toFixed(1)} ms and ${of(verb, "small").toFixed(1)} ms`,
    ),
  );
}

/** Reset, brought back, deleted and restored, so that it is as it was. */
async function once(actor: ProjectActor): Promise<Record<Verb, number>> {
  const { id, name } = actor.project;
  const latest = async () => {
    const [row] =
      await rawSql()`select id from project_resets where project_id = ${id} order by reset_at desc, id desc limit 1`;
    return String(row?.id ?? "");
  };
  const shown = await latest();
  const reset = await timeOf(() => resetProject(actor, { shown, typed: name }));
  const made = await latest();
  const back = await timeOf(() => restoreReset(actor, { reset: made }));
  await handlers.restore_reset({ projectId: id }, { id: made });
  const deleted = await timeOf(() => deleteProject(actor, { typed: name }));
  await restoreProject(actor, { deleted: String(id) });
  return { Resetting: reset, "Bringing back the data of": back, Deleting: deleted };
}

function confirmed(actor: ProjectActor): ProjectActor {
  return { ...actor, session: { ...actor.session, confirmedAt: new Date() } };
}

const erased = 200_000;
const batch = 10_000;

/** Erasing in batches that nobody waits for, against one statement that deletes everything. */
export async function measureErasing(owner: OrgActor, rounds: number): Promise<Line[]> {
  const { project } = await makeProjectOf(owner, "To be erased", 0);
  const datasetOf = async () => {
    await fill(project.id, erased);
    const [row] = await rawSql()`select dataset_id as id from projects where id = ${project.id}`;
    return Number(row?.id);
  };
  const values = await byTurns(
    {
      bare: async () => {
        const id = await datasetOf();
        const took = await timeOf(() => rawSql()`delete from events where dataset_id = ${id}`);
        await rawSql()`delete from event_days where dataset_id = ${id}`;
        return took;
      },
      ours: async () => {
        const id = await datasetOf();
        return timeOf(async () => {
          while ((await db().transaction((tx) => eraseDatasetRows(tx, id, batch))) > 0);
        });
      },
    },
    rounds,
  );
  const [ours, bare] = [median(values.get("ours") ?? []), median(values.get("bare") ?? [])];
  const perSecond = Math.round((erased / ours) * 1000).toLocaleString("en-US");
  return [atLeast("Erasing in batches, speed against one bare delete", bare / ours, 0.1, `${perSecond} events/s`)];
}
