import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { StoredChannel } from "@/db/queries/message-channels";
import { messageChannels } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { authorize } from "@/lib/authz/authorize";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { decrypt, encrypt } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { mutateProject } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { placeOfSecret } from "@/lib/secret-places";
import { type Credentials, credentialOf, type Facts, factsOf, type Opened } from "./facts";
import { type ChannelKind, channelNames } from "./kinds";
import { readApnsCertificate } from "./read-apns-certificate";
import { readApnsKey } from "./read-apns-key";
import { readFcm } from "./read-fcm";
import { readTwilio } from "./read-twilio";
import type { ApnsCertificateInput, ApnsKeyInput, FcmInput, RemoveChannelInput, TwilioInput } from "./schemas";

/**
 * P5: what a project sends through. A credential is checked when it is entered, stored encrypted, replaced as a whole and
 * never given out again; who enters one confirmed that it is them (A6).
 */

export async function saveTwilio(actor: ProjectActor, input: TwilioInput): Promise<void> {
  await assertMayEnter(actor);
  return saveChannel(actor, { kind: "twilio", shown: input.shown, ...readTwilio(input) });
}

export async function saveApnsKey(actor: ProjectActor, input: ApnsKeyInput): Promise<void> {
  await assertMayEnter(actor);
  return saveChannel(actor, { kind: "apns_key", shown: input.shown, ...(await readApnsKey(input)) });
}

export async function saveApnsCertificate(actor: ProjectActor, input: ApnsCertificateInput): Promise<void> {
  await assertMayEnter(actor);
  return saveChannel(actor, {
    kind: "apns_certificate",
    shown: input.shown,
    ...(await readApnsCertificate(input, now())),
  });
}

export async function saveFcm(actor: ProjectActor, input: FcmInput): Promise<void> {
  await assertMayEnter(actor);
  return saveChannel(actor, { kind: "fcm", shown: input.shown, ...(await readFcm(input)) });
}

/** Reading a credential is work: it is done for nobody who may not enter one. The verb judges again under its lock. */
async function assertMayEnter(actor: ProjectActor): Promise<void> {
  authorize(actor, "project.settings.edit");
  assertConfirmed(actor, now());
  await assertLimit("credential.user", actor.user.id);
}

/** Nothing is sent by it from now on. One that is gone already, or was replaced since the page was drawn, is told. */
export function removeChannel(actor: ProjectActor, { kind, shown }: RemoveChannelInput): Promise<void> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit }) => {
    const { id } = fresh.project;
    const present = await storedChannel(tx, id, kind);
    if (!present) return;
    assertAsShown(kind, present, shown);
    await tx.delete(messageChannels).where(and(eq(messageChannels.projectId, id), eq(messageChannels.kind, kind)));
    audit({
      orgId: fresh.org.id,
      projectId: id,
      action: "message_channel.removed",
      object: { type: "message_channel", id: kind },
      before: factsOf[kind].parse(present.facts),
    });
  });
}

/** The facts and the credential of a stored channel, for whoever sends by it. */
export function openChannel<Kind extends ChannelKind>(
  kind: Kind,
  projectId: number,
  { facts, credential }: StoredChannel,
): Opened[Kind];
export function openChannel(kind: ChannelKind, projectId: number, { facts, credential }: StoredChannel) {
  const secret: unknown = JSON.parse(decrypt(credential, placeOf(projectId, kind)));
  return { ...factsOf[kind].parse(facts), ...credentialOf[kind].parse(secret) };
}

type Given<Kind extends ChannelKind> = {
  kind: Kind;
  facts: Facts[Kind];
  credential: Credentials[Kind];
  /** When the one that the page showed was added; empty where there was none. */
  shown: string;
};

const doubleClickMs = 60_000;

function saveChannel<Kind extends ChannelKind>(actor: ProjectActor, given: Given<Kind>): Promise<void> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit, now: at }) => {
    assertConfirmed(fresh, at);
    const { id } = fresh.project;
    const { kind, facts } = given;
    const present = await storedChannel(tx, id, kind);
    if (present && isDoubleClick(present, given, fresh, at)) return;
    assertAsShown(kind, present, given.shown);
    const credential = encrypt(JSON.stringify(given.credential), placeOf(id, kind));
    const row = { facts, credential, addedAt: at, addedBy: fresh.user.id };
    await tx
      .insert(messageChannels)
      .values({ projectId: id, kind, ...row })
      .onConflictDoUpdate({ target: [messageChannels.projectId, messageChannels.kind], set: row });
    audit({
      orgId: fresh.org.id,
      projectId: id,
      action: "message_channel.saved",
      object: { type: "message_channel", id: kind },
      before: present ? factsOf[kind].parse(present.facts) : undefined,
      after: facts,
    });
  });
}

type Present = StoredChannel & { addedAt: Date; addedBy: string | null };

async function storedChannel(tx: Tx, projectId: number, kind: ChannelKind): Promise<Present | undefined> {
  const [row] = await tx
    .select({
      facts: messageChannels.facts,
      credential: messageChannels.credential,
      addedAt: messageChannels.addedAt,
      addedBy: messageChannels.addedBy,
    })
    .from(messageChannels)
    .where(and(eq(messageChannels.projectId, projectId), eq(messageChannels.kind, kind)));
  return row;
}

/** Whether this person sent this very form a moment ago. */
function isDoubleClick<Kind extends ChannelKind>(
  present: Present,
  { kind, facts, credential, shown }: Given<Kind>,
  { project, user }: ProjectActor,
  at: Date,
): boolean {
  const isOwn = present.addedBy === user.id && at.getTime() - present.addedAt.getTime() < doubleClickMs;
  if (!isOwn || isShown(present, shown)) return false;
  const both = { ...factsOf[kind].parse(facts), ...credentialOf[kind].parse(credential) };
  return JSON.stringify(openChannel(kind, project.id, present)) === JSON.stringify(both);
}

function isShown(present: Present | undefined, shown: string): boolean {
  return (present?.addedAt.toISOString() ?? "") === shown;
}

function assertAsShown(kind: ChannelKind, present: Present | undefined, shown: string): void {
  if (isShown(present, shown)) return;
  const message = `Somebody changed the ${channelNames[kind]} meanwhile. Nothing was changed; reload to begin from there.`;
  throw new RuleBroken("changed_meanwhile", message);
}

function placeOf(projectId: number, kind: ChannelKind): string {
  return placeOfSecret("message_channels.credential", projectId, kind);
}
