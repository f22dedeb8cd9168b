import { parsePhoneNumberFromString } from "libphonenumber-js";

/** The country of a number in E.164, as two letters (ISO 3166-1); null for numbers of none. */
export function countryOf(phone: string): string | null {
  return parsePhoneNumberFromString(phone)?.country ?? null;
}

/** A phone number as it was typed, with its country code, in its one spelling (E.164); null for anything else. */
export function phoneNumber(text: string): string | null {
  const typed = text.trim().replace(/^00/, "+");
  if (!/^\+[\d\s().\-/]{6,30}$/.test(typed)) return null;
  const number = parsePhoneNumberFromString(typed);
  return number?.isPossible() ? number.number : null;
}
