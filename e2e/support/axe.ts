import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

type Finding = { rule: string; help: string; nodes: string[] };

const allRules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** Those of the rules above that look at colours. */
const colorRules = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** What axe finds on the page as it is; of a page it has seen in other colours, what it finds in these. */
export async function findings(page: Page, only?: "colors"): Promise<Finding[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const rules = only === "colors" ? colorRules : allRules;
  return page.evaluate(async (runOnly) => {
    const results = await Reflect.get(window, "axe").run(document, { iframes: false, runOnly });
    return results.violations.map((violation: { id: string; help: string; nodes: { html: string }[] }) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.slice(0, 5).map(({ html }) => html.slice(0, 200)),
    }));
  }, rules);
}
