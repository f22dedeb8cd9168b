import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Entry = {
  version?: string;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

/** `npm ci` refuses a lockfile that leaves one out, and npm leaves out what the registry did not show it that day. */
test("the lockfile names the packages of every platform, so that npm ci takes it", () => {
  const { packages }: { packages: Record<string, Entry> } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`${place}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
