import { existsSync, readFileSync } from "node:fs";
import { npm, runStep } from "./steps.mjs";

/** Installs what the lockfile asks for, where node_modules has something else. Gives false when that failed. */
export async function ensureInstalled() {
  if (isInstalled()) return true;
  console.log("Installing packages (npm ci) …");
  // NODE_ENV=production would leave out what builds and tests need.
  const { code } = await runStep(npm, ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0) console.error("The packages could not be installed. The lines above say why.");
  return code === 0;
}

/** npm writes what it installed into node_modules/.package-lock.json, at its very end. */
function isInstalled() {
  const installed = packagesOf("node_modules/.package-lock.json");
  const wanted = packagesOf("package-lock.json");
  if (!installed) return false;
  return Object.entries(wanted ?? {}).every(([place, { version, optional, devOptional, peer }]) => {
    if (place === "") return true;
    const found = installed[place];
    return found ? found.version === version && existsSync(place) : Boolean(optional || devOptional || peer);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
