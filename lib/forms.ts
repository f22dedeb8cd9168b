/**
 * What a server action answers to a form. A refused form shows `values` again (secrets are left out; a secret given
 * as "" is emptied in the browser too) and each message at its field.
 */
export type FormState<V = Record<string, unknown>> =
  | { status: "idle" }
  | { status: "ok"; message?: string }
  | {
      status: "refused";
      formError?: string;
      formLink?: { href: string; label: string };
      fieldErrors?: Record<string, string>;
      values?: Partial<V>;
    };

export const idle: FormState = { status: "idle" };

/**
 * The fields of a form as the schemas of both sides read them: text by name; names in `lists` (checkbox groups,
 * repeated fields) always as a list. An unticked box is missing.
 */
export function readForm(
  data: FormData,
  lists: readonly string[] = [],
): Record<string, FormDataEntryValue | FormDataEntryValue[]> {
  const names = new Set([...data.keys(), ...lists]);
  const fields = [...names].filter((name) => !name.startsWith("$ACTION"));
  return Object.fromEntries(
    fields.map((name) => [name, lists.includes(name) ? data.getAll(name) : (data.get(name) ?? "")]),
  );
}
