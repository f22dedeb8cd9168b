import { arch, cpus, release, totalmem, type } from "node:os";

/** One line of the result. Without a budget it is for reading. */
export type Line = { what: string; measured: string; budget?: string; met?: boolean };

export function atLeast(what: string, value: number, least: number, detail = ""): Line {
  return { what, measured: withDetail(value.toFixed(2), detail), budget: `≥ ${least.toFixed(2)}`, met: value >= least };
}

export function atMost(what: string, value: number, most: number, detail = "", unit = ""): Line {
  const text = unit ? value.toFixed(1) + unit : value.toFixed(2).replace(/\.00$/, "");
  return { what, measured: withDetail(text, detail), budget: `≤ ${most}${unit}`, met: value <= most };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function printSection(title: string, lines: readonly Line[]): void {
  console.log(`\n### ${title}\n\n| what | measured | budget | met |\n| --- | --- | --- | --- |`);
  for (const { what, measured, budget = "", met } of lines) {
    console.log(`| ${what} | ${measured} | ${budget} | ${met === undefined ? "" : met ? "yes" : "**no**"} |`);
  }
}

export function printMachine(): void {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const place = `${cpus().length} × ${cpu?.model.trim()}, ${memory} GB, ${type()} ${release()} ${arch()}`;
  console.log(`Measured ${new Date().toISOString().slice(0, 10)} on ${place}, Node ${process.version}.`);
}

function withDetail(text: string, detail: string): string {
  return detail ? `${text} (${detail})` : text;
}
