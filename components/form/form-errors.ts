/** Helpers of the form kit that know the document, not React. */

/** The first message inside what react-hook-form keeps for a field; a list keeps one for each of its entries. */
export function firstMessage(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("message" in error && typeof error.message === "string") return error.message;
  for (const [key, inner] of Object.entries(error)) {
    const found = key === "ref" ? undefined : firstMessage(inner);
    if (found) return found;
  }
  return undefined;
}

export function errorNames(errors: object): string[] {
  return Object.keys(errors).filter((name) => firstMessage((errors as Record<string, unknown>)[name]));
}

/** Focuses the first of these fields as the page shows them; the form's own message where none is on the page. */
export function focusFirst(form: HTMLFormElement, names: readonly string[]): void {
  const fields = [...form.elements].filter(
    (field) => field instanceof HTMLElement && names.includes(field.getAttribute("name") ?? field.dataset.field ?? ""),
  );
  const target =
    fields.find((field) => field.getAttribute("type") !== "hidden") ?? form.querySelector("[data-form-error]");
  if (target instanceof HTMLElement) target.focus();
}

/** Password fields the server gave back as "" (or all of them, once the form was accepted). */
export function secretsToEmpty(
  form: HTMLFormElement | null,
  values: Record<string, unknown> | "all" | undefined,
): HTMLInputElement[] {
  const inputs = [...(form?.elements ?? [])].filter(
    (field): field is HTMLInputElement => field instanceof HTMLInputElement && field.dataset.secret !== undefined,
  );
  return inputs.filter((input) => values === "all" || values?.[input.name] === "");
}
