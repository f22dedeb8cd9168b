import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { StoredChannel } from "@/db/queries/message-channels";
import { messageChannels } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { decrypt, encrypt } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { mutateProject } from "@/lib/mutate";
import { placeOfSecret } from "@/lib/secret-places";
import { type Credentials, credentialOf, type Facts, factsOf, type Opened } from "./facts";
import { type ChannelKind, channelNames } from "./kinds";
import { readTwilio } from "./read-twilio";
import type { RemoveChannelInput, TwilioInput } from "./schemas";

/**
 * P5: what a project sends through. A credential is checked when it is entered, stored encrypted, replaced as a whole and
 * never given out again; who enters one confirmed that it is them (A6).
 */

export async function saveTwilio(actor: ProjectActor, input: TwilioInput): Promise<void> {
  return saveChannel(actor, { kind: "twilio", shown: input.shown, ...readTwilio(input) });
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
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit, now }) => {
    assertConfirmed(fresh, now);
    const { id } = fresh.project;
    const { kind, facts } = given;
    const present = await storedChannel(tx, id, kind);
    const byOneself = present?.addedBy === fresh.user.id && now.getTime() - present.addedAt.getTime() < doubleClickMs;
    if (present && byOneself && isSame(id, present, given)) return;
    assertAsShown(kind, present, given.shown);
    const credential = encrypt(JSON.stringify(given.credential), placeOf(id, kind));
    const row = { facts, credential, addedAt: now, addedBy: fresh.user.id };
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

function isSame<Kind extends ChannelKind>(projectId: number, present: Present, given: Given<Kind>): boolean {
  const { kind, facts, credential } = given;
  const both = { ...factsOf[kind].parse(facts), ...credentialOf[kind].parse(credential) };
  return JSON.stringify(openChannel(kind, projectId, present)) === JSON.stringify(both);
}

function assertAsShown(kind: ChannelKind, present: Present | undefined, shown: string): void {
  if ((present?.addedAt.toISOString() ?? "") === shown) return;
  const message = `Somebody changed the ${channelNames[kind]} meanwhile. Nothing was changed; reload to begin from there.`;
  throw new RuleBroken("changed_meanwhile", message);
}

function placeOf(projectId: number, kind: ChannelKind): string {
  return placeOfSecret("message_channels.credential", projectId, kind);
}
