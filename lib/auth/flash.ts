import "server-only";
import { cookies } from "next/headers";
import { cookieName, cookieOptions, secureCookies } from "./cookies";

/** A sentence that a redirect carries to the next page. */
export type FlashMessage = { message: string; tone: "good" | "bad" };

/** The cookie that carries it; no secret, so the page that shows it can drop it. */
export function flashCookie(): { name: string; secure: boolean } {
  return { name: cookieName("flash"), secure: secureCookies() };
}

const seconds = 10;

export async function setFlash(message: string, tone: FlashMessage["tone"]): Promise<void> {
  (await cookies()).set(cookieName("flash"), JSON.stringify([tone, message.slice(0, 1000)]), {
    ...cookieOptions(seconds),
    httpOnly: false,
  });
}

/** The sentence a redirect carried here; its cookie runs out by itself. */
export async function readFlash(): Promise<FlashMessage | null> {
  const value = (await cookies()).get(cookieName("flash"))?.value;
  if (!value) return null;
  try {
    const [tone, message] = JSON.parse(value);
    return typeof message === "string" ? { message, tone: tone === "bad" ? "bad" : "good" } : null;
  } catch {
    return null;
  }
}
