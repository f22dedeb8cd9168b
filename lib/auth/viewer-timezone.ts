import "server-only";
import { cookies } from "next/headers";
import { setViewerLocale } from "@/lib/viewer-locale";

/** Set by the browser (`components/layout/tell-timezone.tsx`); it holds no secret. */
export const timezoneCookie = "atrium-timezone";

type Preferences = { timezone: string | null; timezoneFixed: boolean; locale: string | null };

/**
 * The timezone that times are shown in: the one the person chose for every device, else that of the device that looks,
 * as it told us, else as it was when they signed up, else UTC. Dates are written in their language from here on.
 */
export async function viewerTimezone(user?: Preferences): Promise<string> {
  if (user?.locale) setViewerLocale(user.locale);
  if (user?.timezoneFixed && user.timezone) return user.timezone;
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
