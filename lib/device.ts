import "server-only";
import Bowser from "bowser";

/** A browser and system out of a User-Agent header, such as "Firefox on Windows"; never longer than a line. */
export function deviceName(agent: string | null): string {
  if (!agent) return "Unknown device";
  const found = Bowser.parse(agent);
  const name = [found.browser.name, found.os.name && `on ${found.os.name}`].filter(Boolean).join(" ");
  return (name || "Unknown device").slice(0, 80);
}
