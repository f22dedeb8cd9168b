import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium } from "@playwright/test";
import type postgres from "postgres";
import { discardApp, startApp } from "@/lib/testing/app";
import config from "../../playwright.config";
import { databaseOf } from "../event-app";
import { makeWorld, pages, preparePage, type World } from "./pages";
import { makePerson, orgOf, personOf, signIn } from "./people";
import type { Site } from "./test";

/**
 * Saves every page, wide and narrow, light and dark, for looking at: of an organization with nobody in it yet, of the
 * demo, and of the large one where the app given was seeded with it.
 *
 *     npx tsx --tsconfig tsconfig.commands.json e2e/support/screenshots.ts FOLDER [URL DATA_DIR]
 *
 * With ONLY, of the pages whose file it matches: `ONLY='project/.*reports'`.
 */

const [folder, url, dataDir] = process.argv.slice(2);
const only = new RegExp(process.env.ONLY ?? "");
if (!folder) throw new Error("Say into which folder.");

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };
const started = url && dataDir ? null : await startApp({ env: { SEED_DEMO: "on", LOG_LEVEL: "warn" } });
const site: Site = started ?? { url: url ?? "", dataDir: dataDir ?? "" };
const sql = await databaseOf(site);
const launch = config.use?.launchOptions ?? {};
const browser = await chromium.launch({ executablePath: launch.executablePath, args: launch.args });
try {
  for (const [name, world] of Object.entries(await worlds(sql))) await shootAll(browser, name, world);
} finally {
  await browser.close();
  await sql.end({ timeout: 5 });
  if (started) await discardApp(started);
}

/** What the pages are filled with. */
async function worlds(db: postgres.Sql): Promise<Record<string, World>> {
  const empty = await makeWorld(db, site);
  await db`delete from project_grants where org_id = ${empty.org.id}`;
  const found: Record<string, World> = { empty };
  const orgs = await db<{ name: string; members: number }[]>`
    select name, members from orgs join org_counts on org_id = id where name = 'Acme Analytics' or members > 50000`;
  for (const { name, members } of orgs) {
    const org = await orgOf(db, name);
    const [project] = await db<World["project"][]>`
      select id, name, token from projects where org_id = ${org.id} and deleted_at is null order by name <> 'Web app', name limit 1`;
    const [invitation] = await db<{ id: string }[]>`
      select id from invitations where org_id = ${org.id} and accepted_at is null order by sent_at desc limit 1`;
    const people = await db<{ email: string; role: string }[]>`
      select email, role from members where org_id = ${org.id} and role in ('owner', 'member') order by role desc, name limit 5`;
    const owner = people.find((person) => person.role === "owner");
    const member = await db<{ email: string }[]>`
      select m.email from members m left join team_members t on t.org_id = m.org_id and t.user_id = m.user_id
      where m.org_id = ${org.id} and m.role = 'member' group by m.email order by count(t.team_id) desc limit 1`;
    const [team] = await db<{ id: string }[]>`
      select id from teams where org_id = ${org.id} order by name limit 1`;
    const [invoice] = await db<{ id: string }[]>`
      select id from invoices where org_id = ${org.id} order by issued_at desc limit 1`;
    if (!project || !owner) continue;
    const [report] = await db<
      { id: string }[]
    >`select id from reports where project_id = ${project.id} order by name limit 1`;
    found[members > 50_000 ? "large" : "demo"] = {
      ...empty,
      org,
      project,
      owner: await personOf(db, owner.email),
      member: member[0] ? await personOf(db, member[0].email) : await makePerson(db),
      reportId: report?.id ?? empty.reportId,
      invitationId: invitation?.id ?? empty.invitationId,
      teamId: team?.id ?? empty.teamId,
      invoiceId: invoice?.id ?? empty.invoiceId,
    };
  }
  return found;
}

async function shootAll(shooter: Browser, name: string, world: World): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      const target = path.join(path.resolve(folder ?? "."), name, `${size}-${colorScheme}`);
      await mkdir(target, { recursive: true });
      const context = await shooter.newContext({ baseURL: site.url, colorScheme, viewport, timezoneId: "UTC" });
      for (const [index, page] of pages.entries()) {
        if ((name !== "empty" && page.as !== "owner") || !only.test(page.file)) continue;
        await preparePage(context, { page, world, sql, site });
        // A tab each: the browser runs out of room for pictures in one that has made very many.
        const one = await context.newPage();
        await one.goto(page.path(world));
        await one.screenshot({ path: path.join(target, fileOf(index, page.path(world))), fullPage: true });
        await one.close();
      }
      const tab = await context.newPage();
      await signIn(context, sql, world.owner, site);
      await tab.goto(`/org/${world.org.id}/users`);
      await tab.getByRole("button", { name: /organizations and profile/ }).click();
      await tab.screenshot({ path: path.join(target, "90-menu.png") });
      await context.close();
    }
  }
}

/** Which page it is, without ids: the same in every run. */
function fileOf(index: number, address: string): string {
  const words = address.replace(/\d{9}|[a-z]{3,4}_[0-9a-z]{24}/g, "").split(/[^a-z]+/i);
  return `${[String(index).padStart(2, "0"), ...words.filter(Boolean)].join("-")}.png`;
}
