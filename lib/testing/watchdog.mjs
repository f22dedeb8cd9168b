// Outlives the process that started it by a moment: when that one ends in whatever way, its end of the pipe closes,
// and what it left behind is ended and removed. Usage: node watchdog.mjs <folder> [pid…]
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";

const [folder, ...pids] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.once("end", clean);
process.stdin.once("error", clean);

function clean() {
  for (const pid of pids) end(Number(pid), "SIGKILL");
  // Immediate shutdown: nothing of a throw-away cluster is needed again.
  end(Number(read(path.join(folder, "postgres", "postmaster.pid")).split("\n")[0]), "SIGQUIT");
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit();
}

function end(pid, signal) {
  try {
    if (pid > 1) process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
