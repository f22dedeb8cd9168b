import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bin, runStep } from "./steps.mjs";

const stamp = ".next/atrium-build";
const folders = ["app", "components", "db", "lib", "public"];
const files = ["next.config.js", "postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json"];
/** What never gets into the bundle. */
const outside = /\.test\.tsx?$|^lib\/(testing|commands)\/|^db\/seed\//;

/** Builds where the source is not the one of the last build. Gives false when that failed. */
export async function ensureBuilt() {
  const wanted = sourceHash();
  if (existsSync(".next/BUILD_ID") && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
  console.log("Building (next build) …");
  rmSync(stamp, { force: true });
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output, stopped } = await runStep(bin("next"), ["build"], { env, quiet: true });
  if (code === 0) writeFileSync(stamp, wanted);
  else if (!stopped) console.error(`${output}\nThe build failed. The lines above say why.`);
  return code === 0;
}

function sourceHash() {
  const hash = createHash("sha256").update(process.version);
  for (const file of [...folders.flatMap(filesBelow), ...files]) {
    if (!outside.test(file) && existsSync(file)) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join("/"))
    .sort();
}
