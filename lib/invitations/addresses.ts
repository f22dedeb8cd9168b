import { canonicalEmail } from "@/lib/email";

export type Addresses = { emails: string[]; bad: string[]; repeated: number };

/**
 * E-mail addresses out of pasted text: separated by commas, semicolons, blanks or lines, also as `Name <address>`.
 * Repeated ones count once; what is no address is returned as it was typed. Never throws.
 */
export function parseAddresses(text: string): Addresses {
  const emails = new Set<string>();
  const bad = new Set<string>();
  let repeated = 0;
  for (const piece of pieces(text)) {
    const email = canonicalEmail(piece);
    if (email === null) bad.add(piece.slice(0, 80));
    else if (emails.has(email)) repeated += 1;
    else emails.add(email);
  }
  return { emails: [...emails], bad: [...bad], repeated };
}

function pieces(text: string): string[] {
  return text
    .split(/[,;\n\r\t]+/)
    .flatMap((part) => {
      const bracketed = [...part.matchAll(/<([^<>]*)>/g)].map((match) => match[1] ?? "");
      return bracketed.length > 0 ? bracketed : part.split(/\s+/);
    })
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
}

/** The sentence for addresses that are none, naming the first few. */
export function badAddressesMessage(bad: string[]): string {
  const named = bad.slice(0, 5).join(", ");
  const more = bad.length > 5 ? ` and ${bad.length - 5} more` : "";
  return bad.length === 1
    ? `${named} is not an e-mail address. Correct or remove it.`
    : `${bad.length} of these are not e-mail addresses: ${named}${more}. Correct or remove them.`;
}
