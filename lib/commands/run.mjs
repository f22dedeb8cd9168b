// Runs one of the commands written in TypeScript: node lib/commands/run.mjs worker
import path from "node:path";
import { loadEnvironment } from "./parts/environment.mjs";
import { runTypeScript } from "./parts/typescript.mjs";

const [name = ""] = process.argv.slice(2);
const commands = {
  worker: "lib/commands/worker.ts",
  migrate: "lib/commands/migrate.ts",
  "seed-large": "lib/commands/seed-large.ts",
  "audit-verify": "lib/commands/audit-verify.ts",
  "secrets-reencrypt": "lib/commands/secrets-reencrypt.ts",
  bench: "bench/run.ts",
};

if (!Object.hasOwn(commands, name)) {
  console.error(`Usage: node lib/commands/run.mjs ${Object.keys(commands).join("|")}`);
  process.exit(2);
}
process.chdir(path.resolve(import.meta.dirname, "../.."));
process.env.NODE_ENV ??= "production";
loadEnvironment();
await runTypeScript(commands[name]);
