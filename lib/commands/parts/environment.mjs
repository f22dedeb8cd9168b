import { existsSync } from "node:fs";

/** Fills in from .env.local, then .env; what is set already stays. */
export function loadEnvironment() {
  for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);
}

/** A sentence and the end, where this Node is too old to go on. */
export function demandNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Atrium needs Node 20.19 or newer; this is ${process.versions.node}. Node 24 LTS is recommended.`);
  process.exit(1);
}
