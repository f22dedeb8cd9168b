import { memberSorts } from "@/db/queries/members";
import { byTurns, getPage, requestsPerSecond } from "./load";
import type { OurApp } from "./our-app";
import { atLeast, type Line, median } from "./table";

type Settings = { floorPage: string; rounds: number; seconds: number };
type Measure = (path: string) => () => Promise<number>;

/** The Users page of 50 and of 100,000 people: first, next, previous and last page of every sort. */
export async function measureLists(app: OurApp, { floorPage, rounds, seconds }: Settings): Promise<Line[]> {
  const measure: Measure = (path) => () => requestsPerSecond({ url: app.url + path, cookie: app.cookie }, seconds);
  const floor = () => requestsPerSecond({ url: floorPage }, seconds);
  const lines: Line[] = [];
  for (const sort of memberSorts) {
    const pages = await pagesOf(app, sort);
    const turns = Object.fromEntries(Object.entries(pages).map(([name, path]) => [name, measure(path)]));
    const values = await byTurns({ floor, ...turns }, rounds);
    lines.push(...linesOf(sort, values));
  }
  return lines;
}

function linesOf(sort: string, values: Map<string, number[]>): Line[] {
  const ratio = (name: string, to: string) =>
    median((values.get(name) ?? []).map((value, round) => value / (values.get(to)?.[round] ?? 1)));
  const perSecond = (name: string) =>
    `${Math.round(median(values.get(name) ?? []))} of ${Math.round(median(values.get("floor") ?? []))}/s`;
  const large = [...values.keys()].filter((name) => name !== "floor" && name !== "small");
  return [
    atLeast(`Users by ${sort}, 50 members, against the bare page`, ratio("small", "floor"), 0.3, perSecond("small")),
    ...large.map((name) =>
      atLeast(
        `Users by ${sort}, 100,000 members, ${name} page, against the bare page`,
        ratio(name, "floor"),
        0.3,
        perSecond(name),
      ),
    ),
    ...large.map((name) =>
      atLeast(`Users by ${sort}, ${name} page of 100,000 members, against 50 members`, ratio(name, "small"), 0.85),
    ),
  ];
}

/** The addresses that a reader of the list would follow, out of its own links. */
async function pagesOf(app: OurApp, sort: string): Promise<Record<string, string>> {
  const first = `/org/${app.large.org.id}/users?sort=${sort}`;
  const link = async (path: string, text: string) => {
    const html = await getPage({ url: app.url + path, cookie: app.cookie });
    const href = linkOf(html, text);
    if (!href) throw new Error(`${path} has no link ${text}.`);
    return href;
  };
  const next = await link(first, "Next");
  const last = await link(first, "Last");
  const third = await link(next, "Next");
  const previous = await link(third, "Previous");
  return { small: `/org/${app.small.org.id}/users?sort=${sort}`, first, next, previous, last };
}

function linkOf(html: string, text: string): string | undefined {
  const tag = new RegExp(`<a [^>]*>${text}</a>`).exec(html)?.[0] ?? "";
  return /href="([^"]+)"/.exec(tag)?.[1]?.replaceAll("&amp;", "&");
}
