import * as z from "zod/mini";
import { delayPolicies, longestWaits } from "./delay-words";
import { channelKinds } from "./kinds";

/**
 * The forms of Messages, as far as the browser judges them: what is missing or plainly too long. Whether a credential is
 * one is judged on the server, at the same fields. Fields whose name ends in `Secret` are never shown again.
 */

/** When the channel that the page showed was added; empty where there was none. */
const shown = z.string().check(z.regex(/^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)?$/));

export const twilioSchema = z.object({
  accountSid: entered("the Account SID"),
  authTokenSecret: entered("the auth token"),
  sender: entered("what messages come from"),
  shown,
});
export type TwilioInput = z.infer<typeof twilioSchema>;

/** `was`: the policy and wait that the page showed. */
export const delaySchema = z.object({
  policy: z.enum(delayPolicies, { error: "Choose what happens." }),
  longestWait: z.enum(longestWaits.map(String), { error: "Choose how long alerts wait at most." }),
  was: z.string().check(z.maxLength(20)),
});
export type DelayInput = z.infer<typeof delaySchema>;

/** The file of the form, where one was chosen. */
const mostBytes = 50_000;
const tooLarge = "That is larger than 50 kB: it is not such a file.";
const file = z.pipe(
  z.custom<File | null | undefined>((value) => value === undefined || value === null || value instanceof File),
  z.transform((value) => (value && (value.name !== "" || value.size > 0) ? value : null)),
);
const uploaded = file.check(z.refine((value) => value === null || value.size <= mostBytes, { error: tooLarge }));
const pasted = z.string().check(z.refine((text) => text.length <= mostBytes, { error: tooLarge }));

const sandbox = z.optional(z.literal("on"));

export const apnsKeySchema = z.object({
  file: uploaded,
  keySecret: pasted,
  keyIdentifier: tenOf(
    "the key id",
    "A key id is 10 letters and digits. It stands in the file's name and beside the key.",
  ),
  teamIdentifier: tenOf(
    "the team id",
    "A team id is 10 letters and digits. It stands in Apple's account under Membership.",
  ),
  topic: bundleId(),
  sandbox,
  shown,
});
export type ApnsKeyInput = z.infer<typeof apnsKeySchema>;

export const apnsCertificateSchema = z.object({
  file: uploaded,
  pemSecret: pasted,
  passwordOfFile: z.string().check(z.maxLength(500, "That is too long for a passphrase.")),
  topic: z.union([
    z.string().check(
      z.overwrite((text) => text.trim()),
      z.length(0),
    ),
    bundleId(),
  ]),
  sandbox,
  shown,
});
export type ApnsCertificateInput = z.infer<typeof apnsCertificateSchema>;

export const fcmSchema = z.object({ file: uploaded, jsonSecret: pasted, shown });
export type FcmInput = z.infer<typeof fcmSchema>;

/** What a test is sent to: a device, or a phone. */
export const testSchema = z.object({
  kind: z.enum(channelKinds),
  to: z.string().check(
    z.overwrite((text) => text.trim()),
    z.refine((text) => text.length > 0, { error: "Enter where the test goes.", abort: true }),
    z.refine((text) => text.length <= 4096, { error: "That is too long." }),
  ),
});
export type TestInput = z.infer<typeof testSchema>;

export const removeChannelSchema = z.object({ kind: z.enum(channelKinds), shown });
export type RemoveChannelInput = z.infer<typeof removeChannelSchema>;

function tenOf(what: string, error: string) {
  return z.string().check(
    z.overwrite((text) => text.trim().toUpperCase()),
    z.refine((text) => text.length > 0, { error: `Enter ${what}.`, abort: true }),
    z.regex(/^[A-Z0-9]{10}$/, error),
  );
}

function bundleId() {
  return z.string().check(
    z.overwrite((text) => text.trim()),
    z.refine((text) => text.length > 0, { error: "Enter the bundle id of the app.", abort: true }),
    z.regex(/^(?=.{3,155}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, "A bundle id looks like com.example.app."),
  );
}

function entered(what: string, most = 200) {
  return z.string().check(
    z.overwrite((text) => text.trim()),
    z.refine((text) => text.length > 0, { error: `Enter ${what}.`, abort: true }),
    z.refine((text) => text.length <= most, { error: `That is too long for ${what}.` }),
  );
}
