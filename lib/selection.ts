import { readText, type SearchParams } from "./pagination";

/**
 * What is chosen in a list: the ticked rows, or all that match its filter. It travels in the address of the page that
 * shows what will happen (`?ids=…&ids=…`, or `?all=on` with the list's own filters), then in that page's form.
 */
export type Selection = { all: false; ids: string[] } | { all: true; ids: never[] };

/** More ticks than a page has rows are not made by hand. */
export const mostTicked = 1000;

/** Reads `ids` and `all`. The caller reads the filter from the same parameters, as the list does. */
export function readSelection(params: SearchParams): Selection {
  if (readText(params, "all") === "on") return { all: true, ids: [] };
  const given = params.ids === undefined ? [] : [params.ids].flat();
  const ids = [...new Set(given.filter((id) => /^[a-z0-9_]{1,64}$/.test(id)))].slice(0, mostTicked);
  return { all: false, ids };
}

/** The fields that carry a selection and its filter through a form: names and values of hidden inputs. */
export function selectionFields(
  selection: Selection,
  filter: Readonly<Record<string, string | undefined>>,
): { name: string; value: string }[] {
  if (!selection.all) return selection.ids.map((value) => ({ name: "ids", value }));
  const kept = Object.entries(filter).flatMap(([name, value]) => (value ? [{ name, value }] : []));
  return [{ name: "all", value: "on" }, ...kept];
}
