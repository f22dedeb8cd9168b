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

const apple: Record<string, string> = {
  BadCertificate: "Apple does not accept the certificate. Make a new one and replace it.",
  BadCertificateEnvironment: "The certificate is for the other environment. Turn the sandbox on or off.",
  BadDeviceToken:
    "Apple does not know this device token here. Tokens of development builds work in the sandbox only, others only outside of it.",
  BadTopic: "Apple does not know the topic. It has to be the app's bundle id.",
  DeviceTokenNotForTopic: "The device token is of another app. Compare the bundle id.",
  ExpiredProviderToken: "Apple says that the signature is too old. Set this server's clock.",
  ExpiredToken: "The app is no longer on this device. Take a token of a device that has it.",
  Forbidden: "Apple does not accept the certificate for this. Make a new one and replace it.",
  InvalidProviderToken:
    "Apple does not accept the key with this key id and team id. Compare all three; the key may have been revoked.",
  MissingProviderToken: "Apple asked for a key. Replace the certificate by one that Apple made for push.",
  PayloadTooLarge: "The message is larger than 4 kB.",
  TooManyProviderTokenUpdates: "Apple takes no new signature at the moment. Wait 20 minutes and try again.",
  TooManyRequests: "This device got too many messages in a row. Wait a few minutes and try again.",
  TopicDisallowed:
    "The key or certificate may not send to this app. Compare the bundle id, and what the key was made for.",
  Unregistered: "The app is no longer on this device. Take a token of a device that has it.",
};

const google: Record<string, string> = {
  INVALID_ARGUMENT: "FCM says that this is no device token. Take one that the app got on a device.",
  NOT_FOUND: "Firebase does not know the project or the device token. Compare the project of the app.",
  PERMISSION_DENIED:
    "The service account may not send messages. Turn the Firebase Cloud Messaging API on, and give the account the role Firebase Admin.",
  QUOTA_EXCEEDED: "Too many messages at the moment. Wait a minute and try again.",
  SENDER_ID_MISMATCH: "The device token is of an app in another Firebase project. Use the service account of that one.",
  THIRD_PARTY_AUTH_ERROR:
    "The device is one of Apple's, and Firebase has no valid APNs key. Add it in the Firebase console.",
  UNAUTHENTICATED: "Google does not accept the service account any more. Make a new key and replace it.",
  UNREGISTERED: "The app is no longer on this device. Take a token of a device that has it.",
  invalid_grant:
    "Google does not accept the key: it was deleted, or this server's clock is wrong. Make a new key and replace it.",
  invalid_client: "Google does not know the service account. Make a new key and replace it.",
  unauthorized_client: "The service account may not ask for access to messaging. Look at its roles in Google Cloud.",
};

const advice: Record<ProviderAnswer["provider"], Record<string, string>> = {
  Apple: apple,
  Google: google,
  Twilio: twilio,
};

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
