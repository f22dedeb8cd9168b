import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runStep } from "./steps.mjs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of the system; where there is none, installed by its packages if we may. Gives its path or undefined. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const isRoot = process.getuid?.() === 0;
  const mayInstall = existsSync("/usr/bin/apt-get") && (isRoot || works("sudo", ["-n", "true"]));
  if (mayInstall) {
    console.log("Installing Chromium (apt-get) …");
    const apt = (...args) => {
      const [command, ...rest] = [...(isRoot ? [] : ["sudo", "-n"]), "apt-get", ...args];
      return runStep(command, rest, { env: { DEBIAN_FRONTEND: "noninteractive" }, quiet: true });
    };
    await apt("update");
    await apt("install", "-y", "--no-install-recommends", "chromium");
  }
  const installed = findChromium();
  if (!installed)
    console.error("The browser tests need Chromium. Run: sudo apt-get install chromium (or set CHROMIUM_PATH).");
  return installed;
}

function findChromium() {
  return [process.env.CHROMIUM_PATH, ...places].find(
    (place) => place && existsSync(place) && works(place, ["--version"]),
  );
}

function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
