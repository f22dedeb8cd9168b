import { describe, expect, test, vi } from "vitest";
import { AllRefused, Busy, createGatherer, type GatherOptions, Unavailable } from "./gather";

type Flush = { records: string[]; done: () => void; fail: (error: Error) => void };

/** A gatherer whose flushes end when the test says so. */
function gathererWith(options: Partial<GatherOptions<string>> = {}) {
  const flushes: Flush[] = [];
  const gatherer = createGatherer<string>({
    flush: (records) => new Promise((done, fail) => flushes.push({ records, done, fail })),
    isBadRecord: (error) => error instanceof RangeError,
    ...options,
  });
  const add = (records: string[], sender = "one", size = records.length) => gatherer.add({ records, sender, size });
  const flush = async (index: number) => vi.waitUntil(() => flushes[index]);
  return { gatherer, add, flush, flushes };
}

describe("[E2] gathering", () => {
  test("requests that arrive together and during a flush share the next one", async () => {
    const { add, flush, flushes } = gathererWith();
    const first = Promise.all([add(["a"]), add(["b"])]);
    (await flush(0)).done();
    expect(flushes[0]?.records).toEqual(["a", "b"]);
    await first;
    const second = add(["c"]);
    const busy = await flush(1);
    const third = Promise.all([add(["d"]), add(["e"])]);
    busy.done();
    await second;
    (await flush(2)).done();
    expect(flushes[2]?.records).toEqual(["d", "e"]);
    await third;
    expect(flushes).toHaveLength(3);
  });

  test("many waiting start a second flush beside the first, never a third", async () => {
    const { add, flush, flushes } = gathererWith({ secondFlushAt: 3 });
    const first = add(["a"]);
    await flush(0);
    const second = Promise.all([add(["b"]), add(["c"]), add(["d"])]);
    await flush(1);
    const third = Promise.all([add(["e", "f", "g"])]);
    flushes[1]?.done();
    await second;
    (await flush(2)).done();
    await third;
    flushes[0]?.done();
    await first;
    expect(flushes.map((each) => each.records.join(""))).toEqual(["a", "bcd", "efg"]);
  });

  test("nobody is answered before the flush ends, everybody after it failed", async () => {
    const failures: unknown[] = [];
    const { add, flush } = gathererWith({ onFailure: (error) => failures.push(error) });
    const answers = Promise.allSettled([add(["a"]), add(["b"])]);
    (await flush(0)).fail(new Error("no connection"));
    for (const answer of await answers)
      expect(answer).toMatchObject({ status: "rejected", reason: expect.any(Unavailable) });
    expect(failures).toHaveLength(1);
  });

  test("bad records are found by dividing; only a request of nothing else is refused", async () => {
    const stored: string[] = [];
    const { gatherer, add } = gathererWith({
      flush: async (records) => {
        if (records.some((record) => record.startsWith("bad"))) throw new RangeError("refused by the database");
        stored.push(...records);
      },
    });
    const answers = await Promise.allSettled([add(["a", "bad 1", "b"]), add(["bad 2"]), add(["c"])]);
    expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(answers[1]).toMatchObject({ reason: expect.any(AllRefused) });
    expect(stored).toEqual(["a", "b", "c"]);
    expect(gatherer.waiting()).toBe(0);
  });
});

describe("[SEC-R63] bounds", () => {
  test("a full queue refuses at once and takes again when it emptied", async () => {
    const { gatherer, add, flush } = gathererWith({ maxRecords: 3 });
    const first = add(["a", "b"]);
    await expect(add(["c", "d"])).rejects.toBeInstanceOf(Busy);
    (await flush(0)).done();
    await first;
    const next = add(["c", "d"]);
    (await flush(1)).done();
    await next;
    expect(gatherer.waiting()).toBe(0);
  });

  test("one sender fills at most half of the queue", async () => {
    const { add, flush } = gathererWith({ maxSize: 100 });
    const noisy = add(["a"], "noisy", 40);
    await expect(add(["b"], "noisy", 20)).rejects.toBeInstanceOf(Busy);
    const quiet = add(["c"], "quiet", 20);
    (await flush(0)).done();
    await Promise.all([noisy, quiet]);
  });

  test("a flush takes a bounded part of the queue, and one large request whole", async () => {
    const { add, flush, flushes } = gathererWith({ maxFlush: 2 });
    const all = Promise.all([add(["a", "b", "c"]), add(["d"]), add(["e"]), add(["f"])]);
    for (const index of [0, 1, 2]) (await flush(index)).done();
    await all;
    expect(flushes.map((each) => each.records.join(""))).toEqual(["abc", "de", "f"]);
  });

  test("a flush that hangs does not hold up later requests, and who was given up is not stored later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { add, flush, flushes } = gathererWith({ patience: 10_000, flushPatience: 12_000, maxFlush: 1 });
      const answers = Promise.allSettled([add(["slow"]), add(["hanging"]), add(["given up"])]);
      const slow = await flush(0);
      await vi.advanceTimersByTimeAsync(6_000);
      slow.done();
      await flush(1);
      await vi.advanceTimersByTimeAsync(12_000);
      expect((await answers).map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "rejected"]);
      const next = add(["next"]);
      (await flush(2)).done();
      await next;
      expect(flushes.map((each) => each.records.join(""))).toEqual(["slow", "hanging", "next"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
