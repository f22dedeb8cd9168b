import { orgPermissions, projectPermissions } from "@/lib/authz/permissions";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { plans } from "@/lib/billing/plans";
import { channelNames, isChannelKind } from "@/lib/messages/kinds";
import { keyNames } from "@/lib/projects/key-words";
import type { Json } from "./chain";

/**
 * Audit entries as sentences. What is named by id stays a reference here: whoever shows or writes the sentence knows the
 * names of today, so that a person who was erased has none any more. Pure.
 */

/** What an entry says, as far as words need it. `before` and `after` are JSON. */
export type AuditFacts = {
  action: string;
  actorKind: string;
  actorId: string | null;
  objectType: string;
  objectId: string;
  projectId: number | null;
  before: unknown;
  after: unknown;
};

export type RefKind = "user" | "team" | "project" | "invitation" | "org" | "invoice" | "billing_email" | "session";
/** A thing named by its id, a moment, or text. */
export type Ref = { kind: RefKind; id: string };
export type Part = string | Ref | { kind: "time"; at: Date };
/** Names of things by `kind:id`; what is missing is gone. */
export type Names = ReadonlyMap<string, string>;

export function nameKey({ kind, id }: Ref): string {
  return `${kind}:${id}`;
}

const gone: Record<RefKind, string> = {
  user: "Former user",
  team: "a deleted team",
  project: "a deleted project",
  invitation: "an invitation",
  org: "the organization",
  invoice: "an invoice",
  billing_email: "a billing e-mail",
  session: "a session",
};

export function nameOf(ref: Ref, names: Names): string {
  return names.get(nameKey(ref)) ?? gone[ref.kind];
}

type Doer = Pick<AuditFacts, "action" | "actorKind" | "actorId" | "objectId" | "after">;

/** What only the person themselves can have done, though nobody was signed in yet. */
const ownDeeds = new Set(["user.created", "user.signed_in", "user.email_proven", "member.joined"]);

/** Who did it. The product itself is called by its name; of those not signed in, some can only be one person. */
export function actorOf({ action, actorKind, actorId, objectId, after }: Doer): Part {
  if (actorKind === "system") return "Atrium";
  const elsewhere = actorId === null ? elsewhereOf(after) : null;
  if (elsewhere !== null) return `Somebody of ${elsewhere}`;
  if (actorId !== null) return { kind: "user", id: actorId };
  return ownDeeds.has(action) ? { kind: "user", id: objectId } : "Somebody not signed in";
}

/** The organization that an entry names instead of a person. */
function elsewhereOf(after: unknown): string | null {
  if (typeof after !== "object" || after === null || !("elsewhere" in after)) return null;
  return typeof after.elsewhere === "string" ? after.elsewhere : null;
}

/** What it was done to. */
export function objectOf({ objectType, objectId }: Pick<AuditFacts, "objectType" | "objectId">): Part {
  if (objectType === "member" || objectType === "grant" || objectType === "user") return { kind: "user", id: objectId };
  if (objectType === "list") return objectId === "audit_log" ? "the audit log" : `the list of ${spaced(objectId)}`;
  if (objectType === "message_channel") return isChannelKind(objectId) ? channelNames[objectId] : spaced(objectId);
  if (objectType in gone) return { kind: objectType as RefKind, id: objectId };
  return `${spaced(objectType)} ${objectId}`;
}

function spaced(name: string): string {
  return name.replaceAll("_", " ");
}

/**
 * A template filled from an entry: `{object}`, `{project}`, `{before.role}`, `{after.name}`, `{user}` of
 * whichever side has it. A part in square brackets
 * is left out where one of its values is missing.
 */
export function fill(template: string, facts: AuditFacts): Part[] {
  return template.split(/(\[[^\]]*\])/).flatMap((piece) => {
    const optional = piece.startsWith("[");
    const parts = fillPiece(optional ? piece.slice(1, -1) : piece, facts);
    if (parts.includes(null)) return optional ? [] : parts.map((part) => part ?? "something");
    return parts.filter((part) => part !== null);
  });
}

function fillPiece(piece: string, facts: AuditFacts): (Part | null)[] {
  return piece.split(/(\{[^}]*\})/).flatMap((text): (Part | null)[] => {
    if (!text.startsWith("{")) return text ? [text] : [];
    const name = text.slice(1, -1);
    if (name === "object") return [objectOf(facts)];
    if (name === "project" && facts.projectId !== null) return [{ kind: "project", id: String(facts.projectId) }];
    if (!name.includes(".")) return valueOrNull(name, fieldOf(facts.after, name) ?? fieldOf(facts.before, name));
    const [side, field = ""] = name.split(".");
    return valueOrNull(field, fieldOf(side === "before" ? facts.before : facts.after, field));
  });
}

function valueOrNull(field: string, value: Json | undefined): (Part | null)[] {
  return value === undefined || value === null || isEmpty(value) ? [null] : valueParts(field, value);
}

function isEmpty(value: Json): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

function fieldOf(json: unknown, field: string): Json | undefined {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  return Object.hasOwn(json, field) ? (json as Record<string, Json>)[field] : undefined;
}

/** One changed field: what it is called, and its value before and after (null where there was none). */
export type ChangedField = { field: string; label: string; before: Part[] | null; after: Part[] | null };

/** `before` and `after` field by field, for the table of an entry. Fields that stayed as they were are not in it. */
export function changedFields({ before, after }: Pick<AuditFacts, "before" | "after">): ChangedField[] {
  const old = asRecord(before);
  const fresh = asRecord(after);
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(fresh[field]))
    .map((field) => ({
      field,
      label: labelOf(field),
      before: shown(field, old[field]),
      after: shown(field, fresh[field]),
    }));
}

function asRecord(json: unknown): Record<string, Json> {
  if (json === null || json === undefined) return {};
  return typeof json === "object" && !Array.isArray(json) ? (json as Record<string, Json>) : { value: json as Json };
}

function shown(field: string, value: Json | undefined): Part[] | null {
  return value === undefined || value === null ? null : valueParts(field, value);
}

const fieldLabels: Record<string, string> = { user: "Person", project: "Project", id: "Id", permission: "Asked for" };

/** "allUsersRole" and "all_users_role" → "All users role" */
function labelOf(field: string): string {
  const words = field
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return fieldLabels[field] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** More of a list than this is a number: an entry is a line, not a report. The downloads have everything. */
const mostListed = 20;

function valueParts(field: string, value: Json): Part[] {
  if (value === null) return ["none"];
  if (typeof value === "boolean") return [value ? "Yes" : "No"];
  if (typeof value === "number") return [/^(id|projects?|projectId)$/.test(field) ? projectRef(value) : String(value)];
  if (typeof value === "string") return [textPart(field, value)];
  if (Array.isArray(value)) return value.length === 0 ? ["none"] : listed(field, value);
  const { id, role, ...rest } = value;
  if (id !== undefined && id !== null && Object.keys(rest).length === 0) {
    const thing = valueParts(field, id);
    return role ? [...thing, " (", ...valueParts("role", role), ")"] : thing;
  }
  return joined(
    Object.entries(value).map(([name, part]) => [`${labelOf(name)}: `, ...valueParts(name, part)]),
    "; ",
  );
}

function listed(field: string, items: Json[]): Part[] {
  const parts = items.slice(0, mostListed).map((item) => valueParts(field, item));
  if (items.length > mostListed) parts.push([`${items.length - mostListed} more`]);
  return joined(parts, ", ");
}

function joined(parts: Part[][], between: string): Part[] {
  return parts.flatMap((part, at) => (at === 0 ? part : [between, ...part]));
}

function projectRef(id: number): Part {
  return id >= 100_000_000 && id <= 999_999_999 ? { kind: "project", id: String(id) } : String(id);
}

const roleNames: Record<string, string> = { ...orgRoleNames, ...projectRoleNames };
const rules: Record<string, { label: string }> = { ...orgPermissions, ...projectPermissions };
const methodNames: Record<string, string> = {
  password: "password",
  sign_up: "the link of sign-up",
  invitation: "an invitation",
  reset: "a new password",
  passkey: "a passkey",
  totp: "an authenticator app",
  text: "a text message",
  recovery_code: "a recovery code",
  trusted_device: "a trusted device",
  sso: "single sign-on",
};

const kindOfPrefix: Record<string, RefKind> = {
  usr: "user",
  team: "team",
  inv: "invitation",
  ses: "session",
  bill: "invoice",
  bem: "billing_email",
};

function textPart(field: string, text: string): Part {
  const [, prefix] = /^(usr|team|inv|ses|bill|bem)_[0-9a-z]{8,}$/.exec(text) ?? [];
  const kind = prefix && kindOfPrefix[prefix];
  if (kind) return { kind, id: text };
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return { kind: "time", at: new Date(text) };
  if (/^[1-9]\d{8}$/.test(text) && /project/i.test(field)) return projectRef(Number(text));
  if (/role$/i.test(field)) return roleNames[text] ?? text;
  if (field === "plan") return Object.hasOwn(plans, text) ? plans[text as keyof typeof plans].name : text;
  if (field === "key") return Object.hasOwn(keyNames, text) ? keyNames[text as keyof typeof keyNames] : text;
  if (field === "permission") return rules[text]?.label ?? text;
  if (/^methods?$|^through$|^factor$/.test(field)) return methodNames[text] ?? text.replaceAll(/[._]/g, " ");
  return text;
}

/** Everything that the parts name by id. */
export function refsIn(parts: readonly Part[]): Ref[] {
  return parts.filter((part): part is Ref => typeof part === "object" && part.kind !== "time");
}

/** Parts as plain text, for files and titles. */
export function plainText(parts: readonly Part[], names: Names): string {
  return parts
    .map((part) =>
      typeof part === "string" ? part : part.kind === "time" ? part.at.toISOString() : nameOf(part, names),
    )
    .join("");
}
