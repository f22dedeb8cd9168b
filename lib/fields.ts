import * as z from "zod/mini";
import { canonicalEmail } from "./email";

/** Fields that several forms share; the browser and the server parse with the same ones. */

/** A name of a person or thing: one line, 1 to `max` characters of any script, no control or direction marks. */
export function nameField(what: string, max = 80) {
  return z.string().check(
    z.overwrite((text) => text.normalize("NFC").replace(/\s+/gu, " ").trim()),
    z.refine((text) => text.length > 0, { error: `Enter ${what}.`, abort: true }),
    z.refine((text) => [...text].length <= max, { error: `Use at most ${max} characters.`, abort: true }),
    z.refine((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), {
      error: "Leave out control and direction characters.",
    }),
  );
}

/** An e-mail address in its one spelling (see `lib/email.ts`). */
export function emailField() {
  return z.pipe(
    z.string().check(
      z.refine((text) => text.trim().length > 0, { error: "Enter an e-mail address.", abort: true }),
      z.refine((text) => canonicalEmail(text) !== null, {
        error: "That is not an e-mail address. It looks like name@example.com.",
      }),
    ),
    z.transform((text) => canonicalEmail(text) ?? ""),
  );
}

/** A password being chosen; only the length is judged here, the rest on the server. */
export function newPasswordField() {
  return z.string().check(
    z.refine((text) => text.length > 0, { error: "Choose a password.", abort: true }),
    z.refine((text) => [...text].length >= 15, { error: shortPassword, abort: true }),
    z.refine((text) => [...text].length <= 256, { error: "Use at most 256 characters." }),
  );
}

function shortPassword(issue: { input?: unknown }): string {
  const length = [...String(issue.input ?? "")].length;
  return `That is ${length} ${length === 1 ? "character" : "characters"}. Use at least 15: a short sentence works well.`;
}

/** A password being asked for: anything that is not empty. */
export function passwordField() {
  return z.string().check(
    z.refine((text) => text.length > 0, { error: "Enter your password.", abort: true }),
    z.refine((text) => text.length <= 1024, { error: "That is too long." }),
  );
}

/** The hidden id of a creating form: a double click makes one thing. */
export function requestKeyField() {
  return z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/, "Reload the page and try again."));
}

/** A timezone as people type it: its name in any capitals, with blanks, or only its city; none where it is `optional`. */
export function timezoneField({ optional = false } = {}) {
  return z.string().check(
    z.overwrite(timezoneNamed),
    z.refine((name) => (optional && name === "") || isTimezone(name), {
      error: "Choose a timezone from the list, such as Europe/Berlin or a large city near you.",
    }),
  );
}

/** The known timezone of that name or city; what was typed where there is none, or more than one. */
function timezoneNamed(text: string): string {
  const wanted = text.trim().replace(/\s+/gu, "_").toLowerCase();
  const all = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const named = all.find((zone) => zone.toLowerCase() === wanted);
  const cities = all.filter((zone) => zone.toLowerCase().endsWith(`/${wanted}`));
  return named ?? (cities.length === 1 ? cities[0] : undefined) ?? text.trim();
}

function isTimezone(name: string): boolean {
  if (!/^[A-Za-z0-9_+\-/]{1,64}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
