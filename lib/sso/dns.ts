import "server-only";
import { Resolver } from "node:dns/promises";
import { env } from "@/lib/env";

/** `records`: the TXT records there, none where the name or the type does not exist; null where DNS did not answer. */
export async function txtRecords(host: string): Promise<string[] | null> {
  const resolver = new Resolver({ timeout: 2500, tries: 2 });
  const { DNS_SERVERS } = env();
  if (DNS_SERVERS) resolver.setServers(DNS_SERVERS);
  try {
    // A record longer than 255 characters comes in pieces.
    return (await resolver.resolveTxt(host)).map((pieces) => pieces.join(""));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "ENOTFOUND" || code === "ENODATA" ? [] : null;
  }
}
