import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { moveBatch } from "@/lib/jobs/restore-reset-job";
import {
  makeResettable,
  type Resettable,
  reset,
  restore,
  sendEvent,
  setProfile,
  shown,
} from "@/lib/testing/reset-project";

/** Whatever is sent, reset, brought back and moved in whatever order: each event is where it belongs, once. */

type Step =
  | { do: "send"; kind: "timed" | "untimed" | "future"; n: number }
  | { do: "profile"; person: number }
  | { do: "reset" }
  | { do: "restore"; which: number }
  | { do: "move"; rows: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      kind: fc.constantFrom("timed", "untimed", "future"),
      n: fc.nat(3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("profile" as const), person: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reset" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("restore" as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("move" as const), rows: fc.integer({ min: 1, max: 3 }) }) },
);

/** What ought to be: the current data, and what resets took away. People have the number of their latest update. */
type Data = { events: Set<string>; people: Map<string, number> };
type Model = { current: Data; hidden: Map<string, Data> };

const at = Date.now();
let tick = 0;
let resetClock: (() => void) | undefined;
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

const empty = (): Data => ({ events: new Set(), people: new Map() });

async function take(project: Resettable, model: Model, one: Step): Promise<void> {
  tick += 1;
  if (one.do === "send") {
    const id = `${one.kind}-${one.n}`;
    const time = { timed: at - 1000 * (one.n + 1), untimed: undefined, future: at + 48 * 3_600_000 + one.n }[one.kind];
    expect(await sendEvent(project, { id, time })).toBe("1");
    model.current.events.add(id);
  } else if (one.do === "profile") {
    expect(await setProfile(project, `p${one.person}`, { n: tick })).toBe("1");
    model.current.people.set(`p${one.person}`, tick);
  } else if (one.do === "reset") {
    model.hidden.set(await reset(project), model.current);
    model.current = empty();
  } else if (one.do === "restore") {
    const [resetId, back] = [...model.hidden][one.which % Math.max(model.hidden.size, 1)] ?? [];
    if (!resetId || !back) return;
    await restore(project, resetId);
    model.hidden.delete(resetId);
    for (const id of model.current.events) back.events.add(id);
    for (const [person, n] of model.current.people) back.people.set(person, Math.max(n, back.people.get(person) ?? 0));
    model.current = back;
  } else {
    await moveBatch(project.id, one.rows);
  }
}

/** The data of a reset as the project would show it. */
async function dataOf(datasetId: number) {
  const events = await rawSql()`select insert_id as id from events where dataset_id = ${datasetId} order by 1`;
  const people = await rawSql()`
    select distinct_id as id, (properties->>'n')::int as n from profiles where dataset_id = ${datasetId} order by 1`;
  return { events: events.map(({ id }) => id), people: people.map(({ id, n }) => [id, n]) };
}

const expected = ({ events, people }: Data) => ({ events: [...events].sort(), people: [...people].sort() });

test("[P2] [E2] no event of living or restored data is lost or doubled, whatever the order", {
  timeout: 120_000,
}, async () => {
  resetClock = setClock(() => new Date(at + tick * 1000));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const project = await makeResettable();
      const model: Model = { current: empty(), hidden: new Map() };
      for (const one of steps) await take(project, model, one);
      while ((await moveBatch(project.id)) === "more");
      const now = await shown(project);
      expect(await dataOf(now.dataset)).toEqual(expected(model.current));
      expect(now).toMatchObject({ days: model.current.events.size, profiles: model.current.people.size });
      for (const [resetId, hidden] of model.hidden) {
        const [row] = await rawSql()`select dataset_id::int as id from project_resets where id = ${resetId}`;
        expect(await dataOf(row?.id)).toEqual(expected(hidden));
      }
      const moving =
        await rawSql()`select 1 from project_resets where project_id = ${project.id} and moving_from is not null`;
      expect(moving).toHaveLength(0);
    }),
    { numRuns: 60 },
  );
});
