/** Random numbers that are the same in every run, so that the demo is always the same company. */

export type Random = {
  /** From 0 up to 1. */
  next: () => number;
  /** A whole number from `from` to `to`, both included. */
  between: (from: number, to: number) => number;
  pick: <T>(list: readonly T[]) => T;
  /** One of the pairs' first parts, as often as their second parts say. */
  weighted: <T>(pairs: readonly (readonly [T, number])[]) => T;
  hex: (length: number) => string;
};

/** mulberry32: small, quick and good enough for pictures; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  function pick<T>(list: readonly T[]): T {
    const item = list[between(0, list.length - 1)];
    if (item === undefined) throw new Error("Nothing to pick from.");
    return item;
  }
  function weighted<T>(pairs: readonly (readonly [T, number])[]): T {
    let rest = next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of pairs) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return pick(pairs)[0];
  }
  function hex(length: number): string {
    let text = "";
    while (text.length < length)
      text += Math.floor(next() * 0x100000000)
        .toString(16)
        .padStart(8, "0");
    return text.slice(0, length);
  }
  return { next, between, pick, weighted, hex };
}
