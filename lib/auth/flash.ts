import "server-only";
import { cookies } from "next/headers";
import { cookieName, cookieOptions } from "./cookies";

/** A sentence that a redirect carries to the next page. */
export type FlashMessage = { message: string; tone: "good" | "bad" };

const seconds = 10;

export async function setFlash(message: string, tone: FlashMessage["tone"]): Promise<void> {
  (await cookies()).set(cookieName("flash"), JSON.stringify([tone, message.slice(0, 1000)]), cookieOptions(seconds));
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
