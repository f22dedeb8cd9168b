import { countryOf } from "./phone";

/** Countries as two letters (ISO 3166-1). Without `allowed` every one that is not denied. */
export type Countries = { allowed?: readonly string[]; denied?: readonly string[] };

/** Whether codes are texted to a number (E.164) of its country; one of no country only where none is singled out. Pure. */
export function textsTo(phone: string, { allowed, denied = [] }: Countries): boolean {
  const country = countryOf(phone);
  if (country === null) return !allowed;
  return !denied.includes(country) && (allowed?.includes(country) ?? true);
}
