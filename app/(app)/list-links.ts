import type { PageLinks } from "@/components/ui/pagination";
import type { Sort } from "@/components/ui/table";
import { type ListPlace, listHref, pageNumber, pageSize } from "@/lib/pagination";

type Kept = Record<string, string | undefined>;
type Row = { cursor: string };

/** The addresses of a list: its sort links, and the pages around the one shown. `kept` are its filters. */
export function listLinks<S extends string>(
  path: string,
  kept: Kept,
  place: ListPlace<S>,
  rows: readonly Row[],
  total: number,
) {
  const sorted = { ...kept, sort: place.sort, dir: place.dir };
  const number = pageNumber(place.page, total);
  const lastPage = pageNumber("last", total);
  const links: PageLinks = {};
  if (number > 1) {
    links.first = listHref(path, sorted);
    links.previous =
      number === 2 ? links.first : listHref(path, { ...sorted, page: String(number - 1), before: rows[0]?.cursor });
  }
  if (number < lastPage) {
    links.next = listHref(path, { ...sorted, page: String(number + 1), after: rows.at(-1)?.cursor });
    links.last = listHref(path, { ...sorted, page: "last" });
  }
  const from = (number - 1) * pageSize + 1;
  return { foot: { from, to: from + rows.length - 1, total, links }, sort: sortLink(path, kept, place) };
}

function sortLink<S extends string>(path: string, kept: Kept, place: ListPlace<S>) {
  return (name: S, first: "asc" | "desc" = "asc"): Sort => {
    const active = place.sort === name;
    const dir = active ? (place.dir === "asc" ? "desc" : "asc") : first;
    const direction = active ? (place.dir === "asc" ? "ascending" : "descending") : null;
    return { href: listHref(path, { ...kept, sort: name, dir }), direction };
  };
}
