import { spawnSync } from "node:child_process";
import { discardApp, startApp } from "@/lib/testing/app";
import { freeUdpPort } from "@/lib/testing/dns-server";

export const demoPassword = "correct horse battery staple 7";

/**
 * One app with the demo organization and the outbox, shared by the journeys (DEMO_URL, DEMO_DATA_DIR). A journey that
 * needs an empty one, mail through a real SMTP server, or a crash starts its own with `startApp`.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const built = spawnSync(process.execPath, ["lib/commands/build.mjs"], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("The app could not be built.");
  // Where a journey about domains puts its name server.
  const dnsPort = await freeUdpPort();
  const env = {
    SEED_DEMO: "on",
    DEMO_PASSWORD: demoPassword,
    LOG_LEVEL: "warn",
    DNS_SERVERS: `127.0.0.1:${dnsPort}`,
    INTERNAL_HOSTS: "127.0.0.1,localhost",
  };
  const app = await startApp({ env });
  process.env.DEMO_DNS_PORT = String(dnsPort);
  process.env.DEMO_URL = app.url;
  process.env.DEMO_DATA_DIR = app.dataDir;
  return () => discardApp(app);
}
