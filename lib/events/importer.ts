import "server-only";
import { projectOfKey } from "@/lib/auth/access-key";
import { now } from "@/lib/clock";
import { basicCredentials } from "./credentials";
import { isToken } from "./projects-of";
import type { WireParams } from "./wire";

/**
 * Whose data `/import` fills (WIRE §2.3), as the token that stands for it: `<token>:` and `<api secret>:` are the
 * project's own keys, and so is the `api_key` of older clients. Null for what works not, or not any more.
 */
export async function importerOf(authorization: string | undefined, { apiKey }: WireParams): Promise<string | null> {
  const at = now();
  const given = basicCredentials(authorization);
  if (!given) return apiKey === undefined ? null : ((await projectOfKey("api_key", apiKey, at))?.token ?? null);
  const { name, secret } = given;
  // Every key of a project has the form of a token.
  if (secret !== "" || !isToken(name)) return null;
  const byToken = await projectOfKey("token", name, at);
  // The token as it came: one that was rotated gets its last use.
  return byToken ? name : ((await projectOfKey("api_secret", name, at))?.token ?? null);
}
