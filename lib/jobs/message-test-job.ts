import "server-only";
import * as z from "zod/mini";
import { getStoredChannel } from "@/db/queries/message-channels";
import { logger } from "@/lib/log";
import { adviceFor } from "@/lib/messages/advice";
import { channelKinds, channelNames } from "@/lib/messages/kinds";
import { callProvider } from "@/lib/messages/send-test";
import type { Handlers } from "./handlers";
import { failProgress, finishProgress, readProgress } from "./progress";

const inputSchema = z.object({ projectId: z.number(), channel: z.enum(channelKinds) });

/** Sends a test message once and keeps what the provider said, whatever that is. */
export const sendTestMessage: Handlers["send_test_message"] = async ({ progressId, to }) => {
  const running = await readProgress(progressId);
  if (!running) return;
  const { projectId, channel } = inputSchema.parse(running.input);
  const stored = await getStoredChannel(projectId, channel);
  if (!stored) return failProgress(progressId, `The ${channelNames[channel]} was removed before the test was sent.`);
  try {
    const test = { kind: channel, projectId, projectName: stored.projectName, to };
    const answer = await callProvider(test, stored);
    await finishProgress(progressId, { ...answer, advice: adviceFor(answer) });
  } catch (err) {
    logger.error({ err, projectId, channel }, "a test message was not sent");
    await failProgress(progressId, `The stored ${channelNames[channel]} cannot be read. Replace it.`);
  }
};
