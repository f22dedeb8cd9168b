import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

type Finding = { rule: string; help: string; nodes: string[] };

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that look at colors: another scheme changes nothing else. */
export const colorRules = ["color-contrast", "link-in-text-block"];

/** What axe finds on the page as it is, by all its rules or by the ones named. */
export async function findings(page: Page, rules?: readonly string[]): Promise<Finding[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
  return page.evaluate(async (only) => {
    const results = await Reflect.get(window, "axe").run(document, { iframes: false, runOnly: only });
    return results.violations.map((violation: { id: string; help: string; nodes: { html: string }[] }) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.slice(0, 5).map(({ html }) => html.slice(0, 200)),
    }));
  }, runOnly);
}
