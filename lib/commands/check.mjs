// npm run check: types, lint and format, import law, side by side.
import path from "node:path";
import { bin, runStep } from "./parts/steps.mjs";

process.chdir(path.resolve(import.meta.dirname, "../.."));
const checks = [
  ["types", bin("tsc"), ["--noEmit", "-p", "."]],
  ["lint and format", bin("biome"), ["check", "--error-on-warnings", "."]],
  ["import law", process.execPath, ["lib/commands/import-law.mjs"]],
];
const results = await Promise.all(
  checks.map(async ([name, command, args]) => ({ name, ...(await runStep(command, args, { quiet: true })) })),
);
for (const { name, code, output } of results) {
  if (code !== 0) console.error(`${output.trim()}\n`);
  console.log(`${code === 0 ? "✓" : "✗"} ${name}`);
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;
