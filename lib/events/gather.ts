/**
 * Requests that arrive together share one transaction: what comes in while one is under way goes into the next. An
 * idle process flushes at once, a busy one gathers more, so load makes batches larger instead of the wait longer. The
 * queue is bounded in records and characters, and no single sender may fill more than half of it.
 */

export type Batch<R> = { records: R[]; sender: string; size: number };

export class Busy extends Error {
  constructor() {
    super("The server takes no more events at the moment.");
    this.name = "Busy";
  }
}

export class Unavailable extends Error {
  constructor(cause: unknown) {
    super("Events cannot be stored at the moment.", { cause });
    this.name = "Unavailable";
  }
}

/** The database refused every record of the request. */
export class AllRefused extends Error {
  constructor() {
    super("The records could not be stored.");
    this.name = "AllRefused";
  }
}

export type Gatherer<R> = {
  /** Resolves when the records are committed. Rejects with {@link Busy}, {@link Unavailable} or {@link AllRefused}. */
  add: (batch: Batch<R>) => Promise<void>;
  /** Whether `add` would take so much of this sender now: asked early, a refusal costs little. */
  hasRoom: (sender: string, count: number, size: number) => boolean;
  /** Records waiting or under way. */
  waiting: () => number;
};

export type GatherOptions<R> = {
  flush: (records: R[]) => Promise<void>;
  /** Whether the failure lies in the records, so that the good ones can be saved by dividing them. */
  isBadRecord: (error: unknown) => boolean;
  onFailure?: (error: unknown) => void;
  onBadRecord?: (error: unknown) => void;
  maxRecords?: number;
  maxSize?: number;
  maxFlush?: number;
  maxFlushSize?: number;
  /** So many records waiting start a second flush beside the first. Never, where the order of records matters. */
  secondFlushAt?: number;
  /** Milliseconds after which a request is given up; its records may still be committed. */
  patience?: number;
  /** Milliseconds after which a flush is taken for hung; longer than the database's own statement time-out. */
  flushPatience?: number;
};

type Waiting<R> = Batch<R> & {
  settled: boolean;
  resolve: () => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
};

export function createGatherer<R>(options: GatherOptions<R>): Gatherer<R> {
  const {
    maxRecords = 20_000,
    maxSize = 32_000_000,
    maxFlush = 4_000,
    maxFlushSize = 8_000_000,
    secondFlushAt = Number.POSITIVE_INFINITY,
    patience = 10_000,
    flushPatience = 17_000,
  } = options;
  const queue: Waiting<R>[] = [];
  const bySender = new Map<string, number>();
  let records = 0;
  let size = 0;
  let queued = 0;
  let running = 0;

  function hasRoom(sender: string, count: number, length: number): boolean {
    const ofSender = (bySender.get(sender) ?? 0) + length;
    return records + count <= maxRecords && size + length <= maxSize && ofSender <= maxSize / 2;
  }

  function add(batch: Batch<R>): Promise<void> {
    if (!hasRoom(batch.sender, batch.records.length, batch.size)) return Promise.reject(new Busy());
    records += batch.records.length;
    size += batch.size;
    bySender.set(batch.sender, (bySender.get(batch.sender) ?? 0) + batch.size);
    return new Promise((resolve, reject) => {
      const waiting: Waiting<R> = {
        ...batch,
        settled: false,
        resolve,
        reject,
        timer: setTimeout(() => settle(waiting, new Unavailable("timed out")), patience),
      };
      queue.push(waiting);
      queued += batch.records.length;
      if (running > 1 || (running === 1 && queued < secondFlushAt)) return;
      running += 1;
      setImmediate(run);
    });
  }

  async function run(): Promise<void> {
    try {
      while (queue.length > 0) await store(take());
    } finally {
      running -= 1;
    }
  }

  function take(): Waiting<R>[] {
    let count = 0;
    let length = 0;
    let taken = 0;
    for (const next of queue) {
      if (taken > 0 && (count + next.records.length > maxFlush || length + next.size > maxFlushSize)) break;
      count += next.records.length;
      length += next.size;
      taken += 1;
    }
    queued -= count;
    return queue.splice(0, taken);
  }

  async function store(batches: Waiting<R>[]): Promise<void> {
    // Somebody who was given up while waiting would send again: storing it now could count it twice.
    const open = batches.filter((batch) => !batch.settled);
    const bad = new Set<R>();
    let failure: Error | undefined;
    try {
      const all = open.length === 1 && open[0] ? open[0].records : open.flatMap((batch) => batch.records);
      if (all.length > 0) await inTime(saveWhatIsGood(all, bad));
    } catch (error) {
      failure = new Unavailable(error);
      options.onFailure?.(error);
    }
    for (const batch of open) settle(batch, failure ?? refusal(batch, bad));
    for (const batch of batches) release(batch);
  }

  async function saveWhatIsGood(all: R[], bad: Set<R>): Promise<void> {
    try {
      await options.flush(all);
    } catch (error) {
      if (!options.isBadRecord(error)) throw error;
      const half = Math.ceil(all.length / 2);
      if (half === all.length) {
        for (const record of all) bad.add(record);
        options.onBadRecord?.(error);
        return;
      }
      await saveWhatIsGood(all.slice(0, half), bad);
      await saveWhatIsGood(all.slice(half), bad);
    }
  }

  function refusal(batch: Batch<R>, bad: Set<R>): Error | undefined {
    return bad.size > 0 && batch.records.every((record) => bad.has(record)) ? new AllRefused() : undefined;
  }

  /** A connection that hangs must not hold up all later requests. */
  async function inTime(work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("The database did not answer in time.")), flushPatience);
    });
    try {
      await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  function settle(batch: Waiting<R>, failure: Error | undefined): void {
    if (batch.settled) return;
    batch.settled = true;
    clearTimeout(batch.timer);
    if (failure) batch.reject(failure);
    else batch.resolve();
  }

  function release(batch: Waiting<R>): void {
    records -= batch.records.length;
    size -= batch.size;
    const rest = (bySender.get(batch.sender) ?? 0) - batch.size;
    if (rest > 0) bySender.set(batch.sender, rest);
    else bySender.delete(batch.sender);
  }

  return { add, hasRoom, waiting: () => records };
}
