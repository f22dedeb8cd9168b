/**
 * The one spelling of an e-mail address (SEC-D10): NFKC, trimmed, lower case, an IDNA domain. Null for anything that
 * is not a plain address: quotes, a second @, control and direction characters, letters outside ASCII before the @.
 */
export function canonicalEmail(input: string): string | null {
  const text = input.normalize("NFKC").trim().toLowerCase();
  const at = text.indexOf("@");
  if (at < 1 || at !== text.lastIndexOf("@") || text.length > 254) return null;
  const local = text.slice(0, at);
  if (local.length > 64 || !/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local)) return null;
  const domain = canonicalDomain(text.slice(at + 1));
  return domain === null ? null : `${local}@${domain}`;
}

/** A domain in its one spelling: lower case, IDNA; null for anything else. */
export function canonicalDomain(domain: string): string | null {
  if (!/^[^\s/:?#@[\]\\%]+$/.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  const host = new URL(`http://${domain}`).hostname;
  const valid = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(host);
  return valid ? host : null;
}
