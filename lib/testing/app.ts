import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { until } from "./until";
import { throwAwayFolder, watchOver } from "./watch-over";

export type App = {
  url: string;
  port: number;
  dataDir: string;
  pid: number;
  /** Everything it wrote so far. */
  output: () => string;
  /** Asks it to stop and waits for its end; gives the exit code. */
  stop: () => Promise<number | null>;
  /** Ends it without a word; its database goes on running, as after a real crash. */
  kill9: () => Promise<void>;
};

export type AppOptions = {
  env?: Record<string, string>;
  /** A folder of an earlier app, to start on what it left. */
  dataDir?: string;
  port?: number;
  /** Do not wait for readiness: for starts that are meant to fail. */
  wait?: boolean;
  /** Another way to run it, such as `setpriv … --`; the program and its arguments follow. */
  through?: string[];
  /** Instead of the plain start, such as `npm start`. */
  program?: string[];
};

/**
 * Starts the built app as `npm start` does, on a folder and a port of its own, and waits until it is ready. It ends
 * with this process whatever happens to it. Without `env` there is no demo and mail goes to the outbox.
 */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const dataDir = options.dataDir ?? (await throwAwayFolder("app"));
  const port = options.port ?? (await anyPort());
  const url = `http://localhost:${port}`;
  const words: string[] = [];
  const [command = process.execPath, ...args] = [
    ...(options.through ?? []),
    ...(options.program ?? [process.execPath, "lib/commands/start.mjs"]),
  ];
  const child = spawn(command, args, {
    cwd: path.resolve("."),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...cleanEnvironment(),
      DATA_DIR: dataDir,
      PORT: String(port),
      SEED_DEMO: "off",
      ...options.env,
    },
  });
  child.stdout.on("data", (chunk) => words.push(String(chunk)));
  child.stderr.on("data", (chunk) => words.push(String(chunk)));
  const pid = child.pid ?? 0;
  watchOver(dataDir, pid);
  const output = () => words.join("");
  if (options.wait !== false) {
    await until(() => child.exitCode !== null || isReady(url), { seconds: 120, what: "the app to be ready" });
    if (child.exitCode !== null) throw new Error(`The app ended at once (${child.exitCode}):\n${output()}`);
  }
  return {
    url,
    port,
    dataDir,
    pid,
    output,
    stop: () => ended(child, "SIGTERM"),
    kill9: async () => {
      await ended(child, "SIGKILL");
    },
  };
}

/** Ends an app and what it left behind, and removes its folder. */
export async function discardApp(app: App): Promise<void> {
  await app.stop();
  await rm(app.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => {
    child.once("close", (code) => resolve(code));
    child.kill(signal);
  });
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Nothing of the test's own environment decides how the app runs. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG, NODE_EXTRA_CA_CERTS } = process.env;
  return { PATH, HOME, TMPDIR, LANG, NODE_EXTRA_CA_CERTS, NODE_ENV: "production", LOG_LEVEL: "info" };
}

export async function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
