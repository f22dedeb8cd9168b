import * as z from "zod/mini";
import { orgRoles } from "@/lib/authz/roles";
import { canonicalEmail } from "@/lib/email";
import { mostFileBytes, tooLargeFile } from "./csv/limits";
import { givenOf, type InvitePeopleInput, partsSchema } from "./schemas";

/** The forms of Invite Users; what they have in common stands in `schemas.ts`. */

/** Rows of an e-mail and a role, as the fields `email1`, `role1` and so on; empty ones are left out. */
export const mostPeopleRows = 20;

type Issue = { path: PropertyKey[]; message: string };
type Parsed = { success: true; data: InvitePeopleInput } | { success: false; error: { issues: Issue[] } };

export const peopleSchema = { safeParse: parsePeople };

function parsePeople(input: unknown): Parsed {
  const values = (typeof input === "object" && input !== null ? input : {}) as Record<string, unknown>;
  const issues: Issue[] = [];
  const people: InvitePeopleInput["people"] = [];
  for (let row = 1; row <= mostPeopleRows; row += 1) {
    const text = values[`email${row}`];
    if (typeof text !== "string" || text.trim() === "") continue;
    const email = canonicalEmail(text);
    const role = orgRoles.find((name) => name === values[`role${row}`]);
    const twice = people.some((person) => person.email === email);
    if (email === null)
      issues.push({ path: [`email${row}`], message: "That is not an e-mail address. It looks like name@example.com." });
    else if (twice)
      issues.push({ path: [`email${row}`], message: "This address is in the list already. Remove it here." });
    else if (!role) issues.push({ path: [`role${row}`], message: "Choose a role." });
    else people.push({ email, role });
  }
  if (people.length + issues.length === 0)
    issues.push({ path: ["email1"], message: "Enter at least one e-mail address." });
  const parts = partsSchema.safeParse(values);
  if (!parts.success) issues.push(...parts.error.issues);
  if (issues.length > 0 || !parts.success) return { success: false, error: { issues } };
  return { success: true, data: { people, ...givenOf(parts.data) } };
}

/** How many rows a form shows: those that are filled, and at least three. */
export function rowsToShow(values: Record<string, unknown> | undefined): number {
  const filled = Object.entries(values ?? {}).map(([name, value]) =>
    value ? Number(/^email(\d+)$/.exec(name)?.[1] ?? 0) : 0,
  );
  return Math.min(mostPeopleRows, Math.max(3, ...filled));
}

export const uploadSchema = z.object({
  file: z
    .custom<File>((value) => value instanceof File && value.name !== "", "Choose a CSV file.")
    .check(z.refine((file) => file.size <= mostFileBytes, { error: tooLargeFile })),
});

export const importIdSchema = z.object({ importId: z.string().check(z.regex(/^prg_[a-z0-9]{1,60}$/)) });
