import { spawn } from "node:child_process";

/**
 * Runs a program to its end in a process group of its own and then ends what is left of the group, so that nothing
 * is left behind. Gives the exit code; a signal to us is passed on.
 */
export function runStep(command, args, { env = {}, quiet = false } = {}) {
  const stdio = quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
  const child = spawn(command, args, { stdio, detached: true, env: { ...process.env, ...env } });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  let told = 0;
  const pass = (signal) => {
    told += 1;
    endGroup(child.pid, told > 1 ? "SIGKILL" : signal);
  };
  for (const signal of signals) process.on(signal, pass);
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    const done = (code, reason = "") => {
      for (const signal of signals) process.off(signal, pass);
      endGroup(child.pid, "SIGKILL");
      resolve({ code, output: Buffer.concat(output).toString() + reason, stopped: told > 0 });
    };
    child.once("error", (error) => done(127, error.message));
    child.once("close", (code) => done(code ?? 1));
  });
}

function endGroup(pid, signal) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

export const npm = process.platform === "win32" ? "npm.cmd" : "npm";
export const bin = (name) => `node_modules/.bin/${name}`;
