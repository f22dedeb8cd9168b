import { canonicalEmail } from "@/lib/email";
import { ScimError } from "./errors";
import { isObject, type Resource, readBoolean } from "./patch";

/** A user as the directory writes it (RFC 7643 §4.1), read into what we keep. */
export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
const enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** Attributes we keep as they came; others are ignored (RFC 7644 §3.3). */
const kept = [
  "name",
  "displayName",
  "nickName",
  "title",
  "userType",
  "preferredLanguage",
  "locale",
  "timezone",
  "emails",
  "phoneNumbers",
  "addresses",
  "photos",
  enterpriseSchema,
] as const;
const mostBytes = 20_000;

export type UserDocument = {
  userName: string;
  externalId: string | null;
  active: boolean;
  attributes: Resource;
  /** The address the person is known by: the primary one, the first, or a `userName` that is one. */
  email: string | null;
  /** The name of an account that is made for them. */
  name: string;
};

/** Throws ScimError `invalidValue` or `invalidSyntax`. */
export function readUser(body: unknown): UserDocument {
  if (!isObject(body)) throw new ScimError(400, "A user is a JSON object.", "invalidSyntax");
  const given = Object.fromEntries(Object.entries(body).map(([name, value]) => [canonicalName(name), value]));
  const userName = textAt(given, "userName");
  if (!userName) throw new ScimError(400, "A user has a userName.", "invalidValue");
  const attributes = Object.fromEntries(
    kept.filter((name) => given[name] !== undefined && given[name] !== null).map((name) => [name, given[name]]),
  );
  if (JSON.stringify(attributes).length > mostBytes) throw new ScimError(413, "A user has at most 20 kB.");
  const emails = Array.isArray(attributes.emails) ? attributes.emails.filter(isObject) : [];
  if (attributes.emails !== undefined) attributes.emails = emails.map(plainEmail);
  const primary = emails.find((each) => each.primary === true || /^true$/i.test(String(each.primary))) ?? emails[0];
  const address = typeof primary?.value === "string" ? primary.value : userName;
  return {
    userName,
    externalId: textAt(given, "externalId"),
    active: given.active === undefined || given.active === null ? true : readBoolean(given.active, "active"),
    attributes,
    email: canonicalEmail(address) ?? canonicalEmail(userName),
    name: nameOf(attributes, userName),
  };
}

function plainEmail(email: Resource): Resource {
  const primary = email.primary === undefined ? {} : { primary: readBoolean(email.primary, "emails.primary") };
  return { ...email, ...primary };
}

function nameOf({ name, displayName }: Resource, userName: string): string {
  const parts = isObject(name) ? name : {};
  const both = [parts.givenName, parts.familyName].filter((part) => typeof part === "string" && part).join(" ");
  const found = [both, parts.formatted, displayName, userName.split("@")[0]].find(
    (each) => typeof each === "string" && each.trim() !== "",
  );
  const plain = String(found ?? userName)
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
  return [...plain].slice(0, 80).join("") || userName.slice(0, 80);
}

function textAt(given: Resource, name: string): string | null {
  const value = given[name];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" || value.length > 255) {
    throw new ScimError(400, `${name} is text of at most 255 characters.`, "invalidValue");
  }
  return value;
}

const names = new Map(
  [...kept, "userName", "externalId", "active", "schemas", "id", "meta"].map((name) => [name.toLowerCase(), name]),
);

function canonicalName(name: string): string {
  return names.get(name.toLowerCase()) ?? name;
}
