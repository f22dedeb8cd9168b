import type { Credentials, Facts } from "./facts";
import { wrong } from "./given-text";
import { phoneNumber } from "./phone";
import type { TwilioInput } from "./schemas";

/** What was entered of a Twilio account, judged by its form. Throws `credential_invalid` at the field. */
export function readTwilio(input: TwilioInput): { facts: Facts["twilio"]; credential: Credentials["twilio"] } {
  const { accountSid, authTokenSecret: authToken } = input;
  if (/^SK[0-9a-f]{32}$/i.test(accountSid))
    throw wrong("accountSid", "That is the SID of an API key. The Account SID begins with AC.");
  if (!/^AC[0-9a-f]{32}$/i.test(accountSid))
    throw wrong("accountSid", "An Account SID is AC followed by 32 digits and letters from a to f.");
  if (!/^[0-9a-f]{32}$/i.test(authToken))
    throw wrong("authTokenSecret", "An auth token is 32 digits and letters from a to f. It stands below the SID.");
  const sender = senderOf(input.sender);
  const facts = { accountSid: canonicalSid(accountSid), sender, lastFour: authToken.slice(-4).toLowerCase() };
  return { facts, credential: { authToken: authToken.toLowerCase() } };
}

function canonicalSid(sid: string): string {
  return sid.slice(0, 2).toUpperCase() + sid.slice(2).toLowerCase();
}

/** A number, the name that receivers see, or a messaging service. */
function senderOf(text: string): string {
  if (/^MG[0-9a-f]{32}$/i.test(text)) return canonicalSid(text);
  if (/^[+0]/.test(text)) {
    const number = phoneNumber(text);
    if (number) return number;
    throw wrong("sender", "That is not a phone number. It looks like +1 555 010 0199, with the country code.");
  }
  if (/^MG/.test(text) && text.length > 11)
    throw wrong("sender", "The SID of a messaging service is MG followed by 32 digits and letters from a to f.");
  // A short code, as carriers give them.
  if (/^[1-9]\d{2,7}$/.test(text)) return text;
  if (text.length > 11) throw wrong("sender", "A name as sender has at most 11 characters.");
  if (!/^[A-Za-z0-9 ]*[A-Za-z][A-Za-z0-9 ]*$/.test(text))
    throw wrong("sender", "A name as sender has letters, digits and blanks only, and at least one letter.");
  return text;
}
