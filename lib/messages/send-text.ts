import "server-only";
import { getStoredChannel } from "@/db/queries/message-channels";
import { adviceFor } from "./advice";
import { openChannel } from "./channels";
import { sendByTwilio } from "./twilio";

/** `retryable`: the same may go later. `final`: it will not, until somebody changes something; `advice` says what. */
export type TextOutcome =
  | { outcome: "sent"; id: string | null }
  | { outcome: "no_channel"; advice: string }
  | { outcome: "retryable" | "final"; reason: string | null; advice: string };

/**
 * A text message through the project's own Twilio account, which pays for it: for jobs, never inside a transaction. `to`
 * is E.164. Never throws for what Twilio says; nothing in the outcome is secret.
 */
export async function sendText({
  projectId,
  to,
  body,
}: {
  projectId: number;
  to: string;
  body: string;
}): Promise<TextOutcome> {
  const stored = await getStoredChannel(projectId, "twilio");
  if (!stored) {
    return { outcome: "no_channel", advice: "The project has no Twilio account. Add one under Messages." };
  }
  const answer = await sendByTwilio(openChannel("twilio", projectId, stored), { to, body });
  if (answer.accepted) return { outcome: "sent", id: answer.id };
  return { outcome: answer.retryable ? "retryable" : "final", reason: answer.reason, advice: adviceFor(answer) };
}
