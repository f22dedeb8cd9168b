import "server-only";
import { env } from "@/lib/env";
import { isRetryableStatus, noAnswer, type ProviderAnswer } from "./answer";
import type { Opened } from "./facts";

const answerMs = 10_000;
const official = "https://api.twilio.com";

/** One text message by Twilio's REST API, with Twilio's library. Never throws: what went wrong is the answer. */
export async function sendByTwilio(
  { accountSid, authToken, sender }: Pick<Opened["twilio"], "accountSid" | "authToken" | "sender">,
  { to, body }: { to: string; body: string },
): Promise<ProviderAnswer> {
  const { default: twilio } = await import("twilio");
  const httpClient = new twilio.RequestClient({ timeout: answerMs, autoRetry: false });
  const request = httpClient.request.bind(httpClient);
  // The library knows one address; TWILIO_URL may name another. Credentials are never carried on by a redirect.
  httpClient.request = (options) =>
    request({ ...options, uri: options.uri.replace(official, env().TWILIO_URL), allowRedirects: false });
  const from = /^MG[0-9a-f]{32}$/.test(sender) ? { messagingServiceSid: sender } : { from: sender };
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  try {
    const client = twilio(accountSid, authToken, { accountSid, httpClient });
    const message = await client.messages.create({ to, body, ...from });
    return accepted(message.sid, since());
  } catch (error) {
    return error instanceof twilio.RestException ? refused(error, since()) : noAnswer("Twilio", error, since());
  }
}

function accepted(id: string, ms: number): ProviderAnswer {
  return { provider: "Twilio", accepted: true, status: 201, reason: null, detail: null, id, retryable: false, ms };
}

type Refusal = { status: number; code?: number; message: string };

function refused({ status, code, message }: Refusal, ms: number): ProviderAnswer {
  return {
    provider: "Twilio",
    accepted: false,
    status,
    reason: code === undefined ? null : String(code),
    detail: message.slice(0, 300),
    id: null,
    retryable: isRetryableStatus(status),
    ms,
  };
}
