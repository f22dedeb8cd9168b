import "server-only";
import { cookies } from "next/headers";

/** Set by the browser (`components/layout/tell-timezone.tsx`); it holds no secret. */
export const timezoneCookie = "atrium-timezone";

/** The timezone of the device that looks: as it told us, else as the person had it when they signed up, else UTC. */
export async function viewerTimezone(user?: { timezone: string | null }): Promise<string> {
  return (await deviceTimezone()) ?? user?.timezone ?? "UTC";
}

/** The timezone this browser told us, if it is one. */
export async function deviceTimezone(): Promise<string | null> {
  const name = (await cookies()).get(timezoneCookie)?.value;
  return name && isTimezone(name) ? name : null;
}

const judged = new Map<string, boolean>();

function isTimezone(name: string): boolean {
  if (!/^[A-Za-z0-9_+\-/]{1,64}$/.test(name)) return false;
  const known = judged.get(name);
  if (known !== undefined) return known;
  if (judged.size > 1000) judged.clear();
  const valid = canFormat(name);
  judged.set(name, valid);
  return valid;
}

function canFormat(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
