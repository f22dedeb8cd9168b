import "server-only";
import mailProviders from "email-providers/all.json";
import { parse } from "tldts";

/** Which domains an org may claim. */
const providers = new Set(mailProviders);

/** Why a canonical domain cannot be one company's own; null where it can. */
export function unfitness(domain: string): string | null {
  const { publicSuffix, domain: registered } = parse(domain);
  if (!registered || publicSuffix === domain) return "That is no domain of one company. It looks like example.com.";
  if (providers.has(domain) || providers.has(registered)) {
    return "Anybody can have an address there. Only a domain of your own company can be claimed.";
  }
  return null;
}

export const recordPrefix = "atrium-domain-verification=";

/** Where the record stands, and what it says. */
export function recordOf({ domain, token }: { domain: string; token: string }): { host: string; value: string } {
  return { host: `_atrium.${domain}`, value: `${recordPrefix}${token}` };
}
