import "server-only";
import { and, eq } from "drizzle-orm";
import { messageChannels } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { startProgress } from "@/lib/jobs/progress";
import { mutateProject } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { type ChannelKind, channelNames, lastFourOf } from "./kinds";
import { phoneNumber } from "./phone";
import type { TestInput } from "./schemas";

/**
 * P5: one message to a device or phone of one's own, to see what the provider says. A job sends it; its progress tells the
 * answer. What it went to is kept as its last four characters only.
 */
export async function sendTest(actor: ProjectActor, { kind, to: typed }: TestInput): Promise<{ progressId: string }> {
  const to = receiverOf(kind, typed);
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit, enqueue, now }) => {
    const { org, project, user } = fresh;
    const [present] = await tx
      .select({ kind: messageChannels.kind })
      .from(messageChannels)
      .where(and(eq(messageChannels.projectId, project.id), eq(messageChannels.kind, kind)));
    if (!present) throw new RuleBroken("channel_missing", `The ${channelNames[kind]} was removed. Enter one first.`);
    await assertLimit("message_test.project_user", `${project.id} ${user.id}`);
    const progressId = await startProgress(tx, {
      orgId: org.id,
      startedBy: user.id,
      kind: "message_test",
      input: { projectId: project.id, channel: kind, to: lastFourOf(to) },
      total: 1,
      at: now,
    });
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "message_channel.tested",
      object: { type: "message_channel", id: kind },
      after: { to: lastFourOf(to) },
    });
    await enqueue("send_test_message", { progressId, to });
    return { progressId };
  });
}

/** A phone number, or a device token without what logs put around it. */
function receiverOf(kind: ChannelKind, typed: string): string {
  if (kind === "twilio") {
    const number = phoneNumber(typed);
    if (number) return number;
    throw refused("That is not a phone number. It looks like +1 555 010 0199, with the country code.");
  }
  const token = typed.replace(/[\s<>]/g, "");
  if (kind === "fcm") {
    if (/^[A-Za-z0-9_:.-]{20,4096}$/.test(token)) return token;
    throw refused("That is not an FCM registration token. The app gets one on the device, about 160 characters long.");
  }
  if (/^([0-9a-f]{2}){32,100}$/i.test(token)) return token.toLowerCase();
  throw refused("That is not a device token of Apple's: 64 or more digits and letters from a to f.");
}

function refused(message: string): RuleBroken {
  return new RuleBroken("invalid", message, { field: "to" });
}
