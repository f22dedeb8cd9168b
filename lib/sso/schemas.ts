import * as z from "zod/mini";
import { canonicalDomain } from "@/lib/email";

/** Forms of domains. */

/** What people paste: a leading @ or www, an address of a page. */
function bare(text: string): string {
  return text
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/^@/, "")
    .replace(/\/.*$/, "")
    .replace(/\.$/, "");
}

export const claimDomainSchema = z.object({
  domain: z.pipe(
    z.string().check(
      z.refine((text) => text.trim().length > 0, { error: "Enter a domain.", abort: true }),
      z.refine((text) => canonicalDomain(bare(text)) !== null, {
        error: "That is not a domain. It looks like example.com.",
      }),
    ),
    z.transform((text) => canonicalDomain(bare(text)) ?? ""),
  ),
});
export const domainSchema = z.object({ domainId: z.string().check(z.minLength(1), z.maxLength(64)) });

export type ClaimDomainInput = z.infer<typeof claimDomainSchema>;
export type DomainInput = z.infer<typeof domainSchema>;
