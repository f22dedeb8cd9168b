import "server-only";

/** Where this process stands in its life; one a process, also when server code is loaded twice. */
type Lifecycle = {
  worker: "off" | "starting" | "running" | "stopped";
  /** False while the worker is between two lives, for instance because its database is gone. */
  workerIsRunning: () => boolean;
  /** Aborted when the process is told to stop: streams that would go on for ever end on it. */
  drain: AbortController;
};

const holder = globalThis as typeof globalThis & { atriumLifecycle?: Lifecycle };

export function lifecycle(): Lifecycle {
  holder.atriumLifecycle ??= { worker: "off", workerIsRunning: () => true, drain: new AbortController() };
  return holder.atriumLifecycle;
}

export function isDraining(): boolean {
  return lifecycle().drain.signal.aborted;
}
