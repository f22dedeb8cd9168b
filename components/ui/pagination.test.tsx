import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Pagination } from "./pagination";

const render = (props: Parameters<typeof Pagination>[0]) => renderToStaticMarkup(<Pagination {...props} />);

describe("Pagination", () => {
  it("[Q2] says which rows these are and links the pages around", () => {
    const html = render({ from: 51, to: 100, total: 41000, links: { previous: "?page=1", next: "?page=3" } });
    expect(html).toContain("51–100 of 41,000");
    expect(html).toMatch(/<a [^>]*rel="prev"[^>]*href="[^"]*\?page=1"|href="[^"]*\?page=1"[^>]*rel="prev"/);
    expect(html).toMatch(/href="[^"]*\?page=3"/);
  });

  it("[Q2] has no link where there is no page", () => {
    const html = render({ from: 1, to: 50, total: 60, links: { next: "?page=2" } });
    expect(html).toContain('<span aria-disabled="true"');
    expect(html.match(/<a /g)).toHaveLength(1);
  });

  it("[Q2] one page has no paging, none says so", () => {
    expect(render({ from: 1, to: 9, total: 9, links: {} })).not.toContain("<nav");
    expect(render({ from: 0, to: 0, total: 0, links: {} })).toContain("None");
  });
});
