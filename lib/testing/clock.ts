import { setClock } from "@/lib/clock";

/** A clock for a test: `set` moves it, `reset` gives the real one back. */
export function movableClock() {
  let restore: (() => void) | undefined;
  return {
    set(at: string | Date): void {
      restore?.();
      restore = setClock(() => new Date(at));
    },
    reset(): void {
      restore?.();
      restore = undefined;
    },
  };
}
