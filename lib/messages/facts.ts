import * as z from "zod/mini";

/** What is stored of a channel: facts, which may be shown, and the credential, which is encrypted and never is. */

const lastFour = z.string();

export const factsOf = {
  apns_key: z.object({ keyId: z.string(), teamId: z.string(), topic: z.string(), sandbox: z.boolean(), lastFour }),
  apns_certificate: z.object({ topic: z.string(), sandbox: z.boolean(), expiresAt: z.string(), lastFour }),
  fcm: z.object({ firebaseProject: z.string(), clientEmail: z.string(), lastFour }),
  twilio: z.object({ accountSid: z.string(), sender: z.string(), lastFour }),
};

export const credentialOf = {
  apns_key: z.object({ privateKey: z.string() }),
  apns_certificate: z.object({ certificate: z.string(), privateKey: z.string() }),
  fcm: z.object({ privateKey: z.string(), privateKeyId: z.string() }),
  twilio: z.object({ authToken: z.string() }),
};

export type Facts = { [Kind in keyof typeof factsOf]: z.infer<(typeof factsOf)[Kind]> };
export type Credentials = { [Kind in keyof typeof credentialOf]: z.infer<(typeof credentialOf)[Kind]> };

/** A channel with all that a provider asks for. */
export type Opened = { [Kind in keyof Facts]: Facts[Kind] & Credentials[Kind] };
