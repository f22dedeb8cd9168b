import "server-only";
import { cookies } from "next/headers";
import { type Carried, cookieName, cookieOptions } from "./cookies";

/** What people carry from one page before sign-in to the next, in a cookie of an hour and never in the address. */

const hour = 3600;
const longest = 300;

export async function carry(name: Carried, value: string): Promise<void> {
  (await cookies()).set(cookieName(name), value.slice(0, longest), cookieOptions(hour));
}

/** What was carried here, or "": an empty token fits nothing. */
export async function carried(name: Carried): Promise<string> {
  return (await cookies()).get(cookieName(name))?.value ?? "";
}

type Context = { params: Promise<Record<string, string | string[] | undefined>> };

/** Takes the token of a mailed link out of the address (SEC-D11). Opening a link changes nothing else. */
export async function carryToken(context: Context, name: Carried, page: string): Promise<Response> {
  const { token } = await context.params;
  await carry(name, String(token ?? ""));
  return new Response(null, { status: 303, headers: { Location: page, "Cache-Control": "no-store" } });
}
