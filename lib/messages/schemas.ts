import * as z from "zod/mini";
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

export const removeChannelSchema = z.object({ kind: z.enum(channelKinds), shown });
export type RemoveChannelInput = z.infer<typeof removeChannelSchema>;

function entered(what: string, most = 200) {
  return z.string().check(
    z.overwrite((text) => text.trim()),
    z.refine((text) => text.length > 0, { error: `Enter ${what}.`, abort: true }),
    z.refine((text) => text.length <= most, { error: `That is too long for ${what}.` }),
  );
}
