import { spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** A throw-away folder; it and the processes given go away with this process, also when that is killed. */
export async function throwAwayFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `atrium-${name}-`));
  watchOver(folder);
  return folder;
}

/** Ends these processes and the database in the folder, and removes the folder, when this process ends. */
export function watchOver(folder: string, ...pids: number[]): void {
  const script = path.resolve("lib/testing/watchdog.mjs");
  const args = [script, folder, ...pids.map(String)];
  const dog = spawn(process.execPath, args, {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: { NODE_ENV: "test" },
  });
  dog.unref();
  // The pipe must not keep us; a socket, which it is, can be let go.
  if (dog.stdin instanceof Socket) dog.stdin.unref();
}
