import type { ProviderAnswer } from "./answer";

/** What to do about a provider's refusal, in our words. Pure. */

const twilio: Record<string, string> = {
  "20003":
    "Twilio does not accept the Account SID with this auth token. Replace both; the token may have been rotated.",
  "20404":
    "Twilio does not know the account or the sender. Compare the Account SID and the sender with Twilio's console.",
  "20429": "Twilio takes no more messages at the moment. Wait a minute and try again.",
  "21211": "Twilio says that this is no phone number. Look at its country code.",
  "21408": "The account may not send to this country. Allow it in Twilio's console under Messaging, Geo permissions.",
  "21606": "The sender is a number that does not belong to the account, or cannot send texts. Replace it.",
  "21608": "A trial account sends only to numbers that were verified in Twilio's console. Verify this one, or upgrade.",
  "21610": "Whoever has this number answered STOP. They have to text START to the sender first.",
  "21612": "This sender cannot reach that number. Use a number or messaging service that can.",
  "21614": "This number takes no text messages: it is not a mobile one.",
  "21617": "The text is longer than 1,600 characters.",
  "21659": "The sender does not belong to the account. Replace it by one of its numbers.",
  "21701": "Twilio does not know the messaging service. Compare its SID with Twilio's console.",
  "21703": "The messaging service has no sender. Add one in Twilio's console.",
};

const advice: Record<ProviderAnswer["provider"], Record<string, string>> = { Apple: {}, Google: {}, Twilio: twilio };

const elsewhere: Record<ProviderAnswer["provider"], string> = {
  Apple: "Apple's documentation of APNs says more about this reason.",
  Google: "Firebase's documentation says more about this code.",
  Twilio: "Twilio's list of error codes says more about it.",
};

/** A sentence or two for the person who reads the answer. */
export function adviceFor({ provider, accepted, status, reason, retryable }: ProviderAnswer): string {
  if (accepted) return `${provider} took the message. It arrives within seconds where the receiver is reachable.`;
  const known = reason === null ? undefined : advice[provider][reason];
  if (known) return known;
  if (status === null) return unreached(provider, reason);
  if (retryable) return `${provider} has a problem at the moment. Try again in a few minutes.`;
  return `${provider} refused the message. ${elsewhere[provider]}`;
}

function unreached(provider: string, reason: string | null): string {
  if (reason === "timeout") return `${provider} did not answer in time. Try again in a few minutes.`;
  return `${provider} could not be reached from this server. Whoever runs it can look at its network.`;
}
