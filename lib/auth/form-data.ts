import { readForm } from "@/lib/forms";

/** The text fields of a form; names in `lists` are lists. Null for what is no form: actions are called with anything. */
export type FormValues = Record<string, string | string[]>;

const secretField = /password|secret|code|answer/i;

export function readTexts(data: unknown, lists: readonly string[]): FormValues | null {
  if (!(data instanceof FormData)) return null;
  const values: FormValues = {};
  for (const [name, value] of Object.entries(readForm(data, lists))) {
    if (name === "__proto__") continue;
    if (Array.isArray(value)) values[name] = value.filter((entry) => typeof entry === "string");
    else if (typeof value === "string") values[name] = value;
  }
  return values;
}

/** The one file of a form, or null where none was chosen. It is never shown again and never kept. */
export function readFile(data: unknown, name: string): File | null {
  const value = data instanceof FormData ? data.get(name) : null;
  return value instanceof File && (value.name !== "" || value.size > 0) ? value : null;
}

/** What may be shown again after a refusal: everything typed but secrets. */
export function withoutSecrets(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secretField.test(name)));
}
