// Builds where the source changed since the last build.
import path from "node:path";
import { ensureBuilt } from "./parts/build.mjs";

process.chdir(path.resolve(import.meta.dirname, "../.."));
process.exitCode = (await ensureBuilt()) ? 0 : 1;
