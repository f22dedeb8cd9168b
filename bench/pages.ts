import { byTurns, requestsPerSecond } from "./load";
import type { OurApp } from "./our-app";
import { atLeast, type Line, median } from "./table";

export type Page = { name: string; path: string; form: boolean; outside?: boolean };

/** The pages that are measured one by one. `form`: one with fields, checked by script too. */
export function pagesOf(app: OurApp): Page[] {
  const org = `/org/${app.large.org.id}`;
  return [
    { name: "Sign in", path: "/sign-in", form: true, outside: true },
    { name: "Sign up", path: "/sign-up", form: true, outside: true },
    { name: "Overview", path: org, form: true },
    { name: "Users", path: `${org}/users`, form: false },
    { name: "Users, invited", path: `${org}/users?tab=invited`, form: false },
    { name: "User page", path: `${org}/users/${app.large.user.id}`, form: true },
    { name: "Invite Users", path: `${org}/users/invite`, form: true },
    { name: "Projects", path: `${org}/projects`, form: false },
    { name: "Project settings", path: `/project/${app.project.id}/settings`, form: true },
    { name: "Account", path: "/account", form: true },
    { name: "Account, security", path: "/account/security", form: true },
  ];
}

const withTable = new Set(["Users, invited", "Projects"]);
/** Their weight is data they show: every project and team to pick from, every project a person reaches. */
const byContent = new Set(["Invite Users", "User page"]);

/** Pages without a list of 100,000, by turns with the bare page. */
export async function measurePages(
  app: OurApp,
  floorPage: string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Line[]> {
  const pages = pagesOf(app).filter((page) => page.name !== "Users");
  const turns: Record<string, () => Promise<number>> = {};
  for (const page of pages) {
    turns[`before ${page.name}`] = () => requestsPerSecond({ url: floorPage }, seconds);
    turns[page.name] = () => requestsPerSecond({ url: app.url + page.path, cookie: cookieFor(app, page) }, seconds);
  }
  const values = await byTurns(turns, rounds);
  return pages.map(({ name }) => {
    const floor = values.get(`before ${name}`) ?? [];
    const ours = values.get(name) ?? [];
    const ratio = median(ours.map((value, round) => value / (floor[round] ?? 1)));
    const detail = `${Math.round(median(ours))} of ${Math.round(median(floor))}/s`;
    const what = `${name}, against the bare page`;
    if (byContent.has(name)) return { what, measured: `${ratio.toFixed(2)} (${detail})` };
    return atLeast(what, ratio, withTable.has(name) ? 0.3 : 0.45, detail);
  });
}

export function cookieFor(app: OurApp, page: Page): string | undefined {
  return page.outside ? "atrium-timezone=Europe%2FBerlin" : app.cookie;
}
