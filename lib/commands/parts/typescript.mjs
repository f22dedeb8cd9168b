import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Runs a TypeScript file in this very process: no child to pass signals to, none to be left behind. The other
 * tsconfig empties `server-only`, which would throw outside the framework's bundle.
 */
export async function runTypeScript(file) {
  process.env.TSX_TSCONFIG_PATH = path.resolve("tsconfig.commands.json");
  await import("tsx");
  try {
    await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    if (error?.name !== "StartError" && error?.constructor?.name !== "EnvError") throw error;
    console.error(error.message);
    process.exit(1);
  }
}
