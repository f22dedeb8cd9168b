import { existsSync } from "node:fs";
import { installPackage, works } from "./apt.mjs";

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
  await installPackage("chromium");
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

/** A foreign tool for one-time codes (RFC 6238); without it the journeys compute them from the RFC. */
export async function ensureOathtool() {
  if (!works("oathtool", ["--version"])) await installPackage("oathtool");
}
