import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, csvResponse, inBatches } from "./csv";

test.each([
  ["=1+1", "'=1+1"],
  ["+49 30 1234", "'+49 30 1234"],
  ["-cmd", "'-cmd"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", `"'\t=1"`.replaceAll('"', "")],
  ["Ada", "Ada"],
  ["a,b", '"a,b"'],
  ["a;b", '"a;b"'],
  ['say "hi"', '"say ""hi"""'],
])("[U2] a cell %j is written as %j", (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});

test("[U2] numbers, times and nothing", () => {
  expect(csvLine([-5, true, new Date(0), null, undefined])).toBe("-5,true,1970-01-01T00:00:00.000Z,,\r\n");
});

test("[U2] whatever is written is read back by an independent parser, with an apostrophe before formulas", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 6 }), (cells) => {
      const [row] = parse(csvLine(cells), { record_delimiter: "\r\n" }) as string[][];
      expect(row?.map((cell, index) => (cell === cells[index] ? cell : cell.replace(/^'/, "")))).toEqual(cells);
    }),
  );
});

test("[U2] a file is streamed batch by batch and says how it is called", async () => {
  const batches = inBatches<number>(async (after) => (after === 3 ? [] : after === null ? [1, 2] : [3]));
  async function* rows() {
    for await (const batch of batches) yield batch.map((value) => [value]);
  }
  const answer = csvResponse("Üsers of Acme.csv", ["n"], rows());
  expect(answer.headers.get("content-disposition")).toContain("filename*=UTF-8''%C3%9Csers%20of%20Acme.csv");
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.toString("utf8")).toBe("\ufeffn\r\n1\r\n2\r\n3\r\n");
});
