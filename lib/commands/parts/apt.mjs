import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runStep } from "./steps.mjs";

/** Installs a package of the system where that is allowed. Whether it helped, the caller finds out. */
export async function installPackage(name) {
  const isRoot = process.getuid?.() === 0;
  if (!existsSync("/usr/bin/apt-get") || !(isRoot || works("sudo", ["-n", "true"]))) return;
  console.log(`Installing ${name} (apt-get) …`);
  const apt = (...args) => {
    const [command, ...rest] = [...(isRoot ? [] : ["sudo", "-n"]), "apt-get", ...args];
    return runStep(command, rest, { env: { DEBIAN_FRONTEND: "noninteractive" }, quiet: true });
  };
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", name);
}

export function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
