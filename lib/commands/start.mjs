// npm start, and with --dev npm run dev. Plain JavaScript without packages: on a fresh clone there are none yet.
import path from "node:path";
import { ensureBuilt } from "./parts/build.mjs";
import { demandNode, loadEnvironment } from "./parts/environment.mjs";
import { ensureInstalled } from "./parts/install.mjs";
import { demandPort } from "./parts/port.mjs";
import { runTypeScript } from "./parts/typescript.mjs";

const dev = process.argv.includes("--dev");

demandNode();
process.chdir(path.resolve(import.meta.dirname, "../.."));
process.env.NODE_ENV = dev ? "development" : "production";
process.env.NEXT_TELEMETRY_DISABLED ??= "1";
loadEnvironment();
await demandPort();
if (!(await ensureInstalled())) process.exit(1);
if (!dev && !(await ensureBuilt())) process.exit(1);
await runTypeScript("lib/commands/serve.ts");
