import { expect, it } from "vitest";
import { linksOf, piecesOf } from "./links";

const text = "Join Acme:\nhttp://localhost:3000/invite/inv_1.abc?a=1&b=2\n\n-- \nAtrium · http://localhost:3000\n";

it("[Q5] finds what a message asks to open, once, without the address in its foot", () => {
  expect(linksOf(`${text}${text}`)).toEqual(["http://localhost:3000/invite/inv_1.abc?a=1&b=2"]);
  expect(linksOf("Your code is 123456.")).toEqual([]);
  expect(linksOf("javascript:alert(1) http://[bad/x")).toEqual([]);
});

it("cuts text without losing any of it", () => {
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
  expect(piecesOf("see <https://a.test/b>").map((piece) => [piece.text, piece.isLink])).toEqual([
    ["see <", false],
    ["https://a.test/b", true],
    [">", false],
  ]);
});
