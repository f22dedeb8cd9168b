import type { Letter, Phrase } from "./letter";

/** The letter for programs and people who read plain text. */
export function letterText(letter: Letter, origin: string): string {
  const { title, paragraphs, facts = [], code, button, afterwards, why } = letter;
  const blocks = [title, ...paragraphs.map(plain)];
  if (facts.length > 0) blocks.push(factLines(facts).join("\n"));
  if (code) blocks.push(`    ${code}`);
  if (button) blocks.push(`${button.label}:\n${button.url}`);
  if (afterwards) blocks.push(afterwards);
  blocks.push(`-- \n${why}\nAtrium · ${origin}`);
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
