import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { bin, runStep } from "@/lib/commands/parts/steps.mjs";
import { anyPort } from "@/lib/testing/app";
import { until } from "@/lib/testing/until";
import { throwAwayFolder, watchOver } from "@/lib/testing/watch-over";

export type Floor = { page: string; json: string; folder: string; stop: () => Promise<void> };

/** The framework's floor: a bare dynamic page and a bare JSON route on the same version, built and started here. */
export async function startFloor(): Promise<Floor> {
  const folder = path.resolve("bench/floor");
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output } = await runStep(bin("next"), ["build", folder], { env, quiet: true });
  if (code !== 0) throw new Error(`The floor could not be built:\n${output}`);
  const port = await anyPort();
  const next = path.resolve("node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [next, "start", folder, "-p", String(port), "-H", "127.0.0.1"], {
    stdio: "ignore",
    env: { ...process.env, ...env, NODE_ENV: "production" },
  });
  watchOver(await throwAwayFolder("floor"), child.pid ?? 0);
  const page = `http://127.0.0.1:${port}/`;
  await until(
    () =>
      fetch(page).then(
        (answer) => answer.ok,
        () => false,
      ),
    { seconds: 60, what: "the floor" },
  );
  return {
    page,
    json: `${page}json`,
    folder,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
