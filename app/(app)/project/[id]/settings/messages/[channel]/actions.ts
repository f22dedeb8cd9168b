"use server";
import { button, projectAction } from "@/lib/auth/actions";
import { removeChannel, saveApnsCertificate, saveApnsKey, saveFcm, saveTwilio } from "@/lib/messages/channels";
import { type ChannelKind, channelNames, channelSegment } from "@/lib/messages/kinds";
import {
  apnsCertificateSchema,
  apnsKeySchema,
  fcmSchema,
  removeChannelSchema,
  testSchema,
  twilioSchema,
} from "@/lib/messages/schemas";
import { sendTest } from "@/lib/messages/test-message";
import { paths } from "@/lib/paths";

const file = { file: "file" };

export const keepApnsKey = projectAction(
  apnsKeySchema,
  async (actor, input) => {
    await saveApnsKey(actor, input);
    return kept(actor.project.id, "apns_key");
  },
  file,
);

export const keepApnsCertificate = projectAction(
  apnsCertificateSchema,
  async (actor, input) => {
    await saveApnsCertificate(actor, input);
    return kept(actor.project.id, "apns_certificate");
  },
  file,
);

export const keepFcm = projectAction(
  fcmSchema,
  async (actor, input) => {
    await saveFcm(actor, input);
    return kept(actor.project.id, "fcm");
  },
  file,
);

export const keepTwilio = projectAction(twilioSchema, async (actor, input) => {
  await saveTwilio(actor, input);
  return kept(actor.project.id, "twilio");
});

/** Its answer stands on the page once the provider gave one. */
export const test = projectAction(testSchema, async (actor, input) => {
  const { progressId } = await sendTest(actor, input);
  return { goTo: paths.messageChannel(actor.project.id, channelSegment(input.kind), progressId) };
});

export const remove = button(
  projectAction(removeChannelSchema, async (actor, input) => {
    await removeChannel(actor, input);
    return { goTo: paths.projectMessages(actor.project.id), message: `The ${channelNames[input.kind]} is removed.` };
  }),
);

function kept(projectId: number, kind: ChannelKind) {
  const goTo = paths.messageChannel(projectId, channelSegment(kind));
  return { goTo, message: `The ${channelNames[kind]} is saved. Send a test to see that it works.` };
}
