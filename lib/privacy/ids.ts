import { longestId, mostIds } from "./kinds";

export type ReadIds = { ids: string[]; problems: { line: number; problem: string }[] };

/**
 * The ids of a list: one a line, or the first column of a CSV or TSV, with or without a heading. Every line is judged;
 * what is there twice counts once.
 */
export function readIds(text: string): ReadIds {
  const ids = new Set<string>();
  const problems: ReadIds["problems"] = [];
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  lines.forEach((line, index) => {
    const id = firstCell(line).trim();
    if (id === "" || (index === 0 && /^\$?distinct[ _]?id$/i.test(id))) return;
    const problem = problemOf(id);
    if (problem) problems.push({ line: index + 1, problem });
    else ids.add(id);
  });
  return { ids: [...ids], problems };
}

/** What is wrong with an id, in words; null for a good one. */
export function problemOf(id: string): string | null {
  if (id.length > longestId) return `is longer than ${longestId} characters, which no id of an event is`;
  if (/\p{Cc}/u.test(id)) return "has control characters";
  return null;
}

/** What is wrong with a list as a whole. */
export function problemOfAll({ ids, problems }: ReadIds): string | null {
  const [first] = problems;
  if (first) {
    const more = problems.length > 1 ? ` ${problems.length - 1} more lines are wrong, too.` : "";
    return `The id in line ${first.line} ${first.problem}.${more}`;
  }
  if (ids.length === 0) return "Enter the distinct id of a person.";
  if (ids.length > mostIds)
    return `These are ${ids.length.toLocaleString("en-US")} ids. One request has at most 2,000.`;
  return null;
}

function firstCell(line: string): string {
  if (line.startsWith('"')) {
    const quoted = /^"((?:[^"]|"")*)"(?:[,;\t]|$)/.exec(line)?.[1];
    if (quoted !== undefined) return quoted.replaceAll('""', '"');
  }
  return line.split(/[,;\t]/, 1)[0] ?? "";
}
