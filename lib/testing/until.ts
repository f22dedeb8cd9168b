import { setTimeout as pause } from "node:timers/promises";

/** Waits until the condition gives something true, and gives it. Throws after `seconds`, saying what it waited for. */
export async function until<T>(
  condition: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  { seconds = 10, what = condition.toString() }: { seconds?: number; what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for: ${what}`);
    await pause(20);
  }
}
