import "server-only";
import type { StoredChannel } from "@/db/queries/message-channels";
import type { ProviderAnswer } from "./answer";
import { sendByApns } from "./apns";
import { openChannel } from "./channels";
import { sendByFcm } from "./fcm";
import { type ChannelKind, lastFourOf } from "./kinds";
import { sendByTwilio } from "./twilio";

type Test = { kind: ChannelKind; projectId: number; projectName: string; to: string };

/** The one test message, by whatever the channel is. What the provider repeats of the receiver is shortened. */
export async function callProvider(test: Test, stored: StoredChannel): Promise<ProviderAnswer> {
  const answer = await call(test, stored);
  return { ...answer, detail: answer.detail?.replaceAll(test.to, lastFourOf(test.to)) ?? null };
}

function call({ kind, projectId, projectName, to }: Test, stored: StoredChannel): Promise<ProviderAnswer> {
  const title = "Test message";
  const body = `This is a test of ${projectName} in Atrium.`;
  if (kind === "twilio") return sendByTwilio(openChannel(kind, projectId, stored), { to, body });
  if (kind === "fcm") return sendByFcm(openChannel(kind, projectId, stored), { device: to, title, body });
  if (kind === "apns_key")
    return sendByApns({ kind, ...openChannel(kind, projectId, stored) }, { device: to, title, body });
  return sendByApns({ kind, ...openChannel(kind, projectId, stored) }, { device: to, title, body });
}
