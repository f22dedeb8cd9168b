import "server-only";
import { env } from "@/lib/env";
import { RuleBroken } from "@/lib/errors";
import { logger } from "@/lib/log";
import { keepInOutbox } from "@/lib/mail/keep-in-outbox";
import { textMessages } from "@/lib/metrics";
import { textsTo } from "./countries";
import { countryOf } from "./phone";
import { sendByTwilio } from "./twilio";

/** Text messages of the product itself, such as codes, through the installation's own Twilio account. */

function account() {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_SENDER } = env();
  if (!TWILIO_ACCOUNT_SID || !TWILIO_AUTH_TOKEN || !TWILIO_SENDER) return null;
  return { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, sender: TWILIO_SENDER };
}

function countText(to: string, outcome: "sent" | "kept" | "delayed" | "refused"): void {
  textMessages().inc({ country: countryOf(to) ?? "none", outcome });
}

/** Whether texts reach anybody here: by Twilio, or on the local outbox page. */
export function textsAvailable(): boolean {
  return account() !== null || env().OUTBOX;
}

/**
 * Refuses a number of a country that this installation texts no codes to. Throws RuleBroken `limit_reached` at the
 * field `phone`.
 */
export function assertTextsTo(phone: string): void {
  const { TEXT_COUNTRIES: allowed, TEXT_COUNTRIES_DENIED: denied } = env();
  if (textsTo(phone, { allowed, denied })) return;
  throw new RuleBroken("limit_reached", "Codes are not texted to numbers of this country. Use another way.", {
    field: "phone",
  });
}

/**
 * Sends one text message; for jobs. Throws where trying again makes sense; one refused for good is logged, without the
 * number or the words.
 */
export async function sendOwnText(to: string, body: string): Promise<void> {
  const given = account();
  if (!given) {
    if (env().OUTBOX)
      await keepInOutbox({ kind: "text", recipient: to, subject: "Text message", html: null, text: body });
    countText(to, "kept");
    return;
  }
  const { accepted, retryable, status, reason } = await sendByTwilio(given, { to, body });
  countText(to, accepted ? "sent" : retryable ? "delayed" : "refused");
  if (accepted) return;
  if (retryable) throw new Error(`Twilio did not take a text message: ${status ?? "no answer"} ${reason ?? ""}`);
  logger.warn({ status, reason }, "a text message was refused for good");
}
