import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemOfAll, readIds } from "./ids";

describe("[D1] a list of ids", () => {
  test.each([
    ["one a line", "ada\nbob\r\n\ncy", ["ada", "bob", "cy"]],
    ["a CSV with a heading and more columns", "distinct_id,name\nada,Ada\nbob,Bob", ["ada", "bob"]],
    ["quoted, with the separator inside", '"a,da",x\n"b""ob"', ["a,da", 'b"ob']],
    ["tabs and semicolons", "ada\tx\nbob;y", ["ada", "bob"]],
    ["a byte order mark, and twice the same", "\ufeffada\nada", ["ada"]],
    ["an id named like a heading, further down", "ada\ndistinct_id", ["ada", "distinct_id"]],
  ])("%s", (_, text, ids) => {
    expect(readIds(text)).toEqual({ ids, problems: [] });
  });

  test("every line is judged, and the first that is wrong is named", () => {
    const read = readIds(`ada\n${"x".repeat(256)}\nb\u0007b`);
    expect(read.problems.map(({ line }) => line)).toEqual([2, 3]);
    expect(problemOfAll(read)).toMatch(/line 2 is longer than 255.*1 more/);
  });

  test("none, and more than 2,000", () => {
    const many = (n: number) => readIds(Array.from({ length: n }, (_, id) => id).join("\n"));
    expect(problemOfAll(readIds("\n \n"))).toMatch(/Enter/);
    expect(problemOfAll(many(2000))).toBeNull();
    expect(problemOfAll(many(2001))).toMatch(/2,001/);
  });

  test("any text gives ids that can be asked for, each once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { ids } = readIds(text);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.every((id) => id.trim() !== "" && id.length <= 255)).toBe(true);
      }),
    );
  });
});
