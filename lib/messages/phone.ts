import { parsePhoneNumberFromString } from "libphonenumber-js";

/** A phone number as it was typed, with its country code, in its one spelling (E.164); null for anything else. */
export function phoneNumber(text: string): string | null {
  const typed = text.trim().replace(/^00/, "+");
  if (!/^\+[\d\s().\-/]{6,30}$/.test(typed)) return null;
  const number = parsePhoneNumberFromString(typed);
  return number?.isPossible() ? number.number : null;
}
