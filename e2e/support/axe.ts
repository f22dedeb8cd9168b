import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

type Finding = { rule: string; help: string; nodes: string[] };

/** What axe finds on the page as it is. */
export async function findings(page: Page): Promise<Finding[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const results = await Reflect.get(window, "axe").run(document, {
      iframes: false,
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return results.violations.map((violation: { id: string; help: string; nodes: { html: string }[] }) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.slice(0, 5).map(({ html }) => html.slice(0, 200)),
    }));
  });
}
