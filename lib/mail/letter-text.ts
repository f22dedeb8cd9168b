import type { Letter, NumberTable, Phrase } from "./letter";

/** The letter for programs and people who read plain text. */
export function letterText(letter: Letter, origin: string): string {
  const { title, paragraphs, facts = [], table, code, button, afterwards, why, unsubscribe } = letter;
  const blocks = [title, ...paragraphs.map(plain)];
  if (facts.length > 0) blocks.push(factLines(facts).join("\n"));
  if (table) blocks.push(tableLines(table).join("\n"));
  if (code) blocks.push(`    ${code}`);
  if (button) blocks.push(`${button.label}:\n${button.url}`);
  if (afterwards) blocks.push(afterwards);
  const leave = unsubscribe ? `Unsubscribe: ${unsubscribe}\n` : "";
  blocks.push(`-- \n${why}\n${leave}Atrium · ${origin}`);
  return `${blocks.join("\n\n")}\n`;
}

function plain(paragraph: Phrase[]): string {
  return paragraph.map((part) => (typeof part === "string" ? part : part.strong)).join("");
}

function factLines(facts: NonNullable<Letter["facts"]>): string[] {
  const width = Math.max(...facts.map(({ label }) => label.length)) + 2;
  return facts.flatMap(({ label, values }) =>
    values.map((value, index) => `  ${(index === 0 ? label : "").padEnd(width)}${value}`),
  );
}

function tableLines({ head, rows }: NumberTable): string[] {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: string[]) =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ")}`;
  return [head, ...rows].map((cells) => line(cells).trimEnd());
}
