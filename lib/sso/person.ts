import type { AttributeMapping } from "@/db/schema";
import { canonicalEmail } from "@/lib/email";
import type { Answer } from "./answer";

/** Who an answer is about, by the connection's mapping or else by the names that providers usually use. Pure. */
export type Asserted = { email: string | null; name: string | null; groups: string[] };

const claim = (name: string) => `http://schemas.xmlsoap.org/ws/2005/05/identity/claims/${name}`;
/** Names as OpenID Connect Core §5.1, SAML attribute profiles (X.500 OIDs), Entra ID, Okta and Google have them. */
export const usualNames: Record<keyof AttributeMapping, readonly string[]> = {
  email: ["email", "mail", claim("emailaddress"), "urn:oid:0.9.2342.19200300.100.1.3", "emailAddress", "Email"],
  givenName: ["given_name", "givenName", "firstName", "first_name", claim("givenname"), "urn:oid:2.5.4.42"],
  familyName: [
    "family_name",
    "familyName",
    "sn",
    "surname",
    "lastName",
    "last_name",
    claim("surname"),
    "urn:oid:2.5.4.4",
  ],
  name: ["name", "displayName", "display_name", "urn:oid:2.16.840.1.113730.3.1.241", "cn", "urn:oid:2.5.4.3"],
  groups: [
    "groups",
    "group",
    "memberOf",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
    "http://schemas.xmlsoap.org/claims/Group",
    "isMemberOf",
  ],
};

type Read = Pick<Answer, "attributes" | "subject" | "subjectFormat">;

/** A NameID that is an address counts where no attribute has one. */
export function assertedBy(mapping: AttributeMapping, { attributes, subject }: Read): Asserted {
  const values = (what: keyof AttributeMapping): string[] => {
    const picked = mapping[what];
    const name = picked ?? usualNames[what].find((each) => (attributes[each] ?? []).length > 0);
    return name ? (attributes[name] ?? []) : [];
  };
  const one = (what: keyof AttributeMapping) => values(what)[0]?.normalize("NFC").replace(/\s+/gu, " ").trim() || null;
  const both = [one("givenName"), one("familyName")].filter((part) => part !== null).join(" ");
  const address = values("email")[0] ?? (mapping.email === null ? subject : "");
  return {
    email: canonicalEmail(address),
    name: cleanName(one("name") ?? (both || null)),
    groups: [...new Set(values("groups"))],
  };
}

/** A name as our forms would take it, or null. */
function cleanName(name: string | null): string | null {
  const plain = name?.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "").trim() ?? "";
  return plain === "" ? null : [...plain].slice(0, 80).join("");
}
