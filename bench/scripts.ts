import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { getPage } from "./load";
import type { OurApp } from "./our-app";
import { cookieFor, pagesOf } from "./pages";
import { atMost, type Line } from "./table";

/** JavaScript a page loads at first, gzip, above what the bare page of the same framework loads. */
export async function measureScripts(app: OurApp, floor: { page: string; folder: string }): Promise<Line[]> {
  const bare = await scriptBytes(await getPage({ url: floor.page }), path.join(floor.folder, ".next"));
  const lines: Line[] = [{ what: "JavaScript of the bare page, gzip", measured: kilobytes(bare) }];
  for (const page of pagesOf(app)) {
    const html = await getPage({ url: app.url + page.path, cookie: cookieFor(app, page) });
    const above = (await scriptBytes(html, ".next")) - bare;
    lines.push(atMost(`JavaScript of ${page.name} above it`, above / 1000, page.form ? 45 : 25, "", " kB"));
  }
  return lines;
}

/** Every script the document names: its tags, and those its components are read from. */
async function scriptBytes(html: string, built: string): Promise<number> {
  const legacy = [...html.matchAll(/<script[^>]*noModule[^>]*>/gi)].map(([tag]) => tag).join();
  const names = new Set([...html.matchAll(/static\/[\w./~-]+\.js/g)].map(([name]) => name));
  let sum = 0;
  for (const name of names) {
    if (legacy.includes(name)) continue;
    sum += gzipSync(await readFile(path.join(built, name)), { level: 9 }).length;
  }
  return sum;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
