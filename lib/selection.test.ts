import { expect, test } from "vitest";
import { mostTicked, readSelection, selectionFields } from "./selection";

test("[U4] ticked rows are read once each, and rubbish is left out", () => {
  expect(readSelection({ ids: ["usr_1", "usr_1", "usr_2", "' or 1=1"] })).toEqual({
    all: false,
    ids: ["usr_1", "usr_2"],
  });
  expect(readSelection({ ids: "usr_1" })).toEqual({ all: false, ids: ["usr_1"] });
  expect(readSelection({})).toEqual({ all: false, ids: [] });
  const many = Array.from({ length: mostTicked + 5 }, (_, index) => `usr_${index}`);
  expect(readSelection({ ids: many }).ids).toHaveLength(mostTicked);
});

test("[U4] all that match carries the filter, not the rows", () => {
  const all = readSelection({ all: "on", ids: ["usr_1"] });
  expect(all).toEqual({ all: true, ids: [] });
  expect(selectionFields(all, { q: "ada", role: undefined })).toEqual([
    { name: "all", value: "on" },
    { name: "q", value: "ada" },
  ]);
  expect(selectionFields({ all: false, ids: ["a", "b"] }, { q: "ada" })).toEqual([
    { name: "ids", value: "a" },
    { name: "ids", value: "b" },
  ]);
});
