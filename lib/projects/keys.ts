import "server-only";
import { and, count, desc, eq, gt } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { keyStamp } from "@/db/queries/access-keys";
import { previousKeys, projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { decrypt, encrypt, keyedHash } from "@/lib/crypto";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutateProject } from "@/lib/mutate";
import { type KeyKind, keyNames, mostLiving, worksUntil } from "./key-words";
import { accessKey, secretPlace } from "./projects";
import type { PreviousKeyInput, RotateKeyInput } from "./schemas";

/**
 * P3: a key is replaced by a new one that works at once; the old one works beside it as long as was chosen, then it is
 * unknown. Several old ones may work at a time, each with an end of its own. A key is never given out twice.
 */

/**
 * Rotates the key that the page was about, and gives the new one. Somebody else who was quicker: `changed_meanwhile`;
 * oneself, a moment ago by the same form: the key made then. Needs a confirmation (A6).
 */
export function rotateKey(actor: ProjectActor, { kind, overlap, shownKey }: RotateKeyInput): Promise<{ key: string }> {
  return mutateProject(actor, "project.security.manage", async ({ tx, actor: fresh, audit, enqueue, now }) => {
    assertConfirmed(fresh, now);
    const { id } = fresh.project;
    const keys = await storedKeys(tx, id);
    if (keyStamp(keys[kind]) !== shownKey) {
      if (await wasJustRotated(tx, fresh, { kind, shownKey, now })) return { key: readable(kind, keys, id) };
      throw new RuleBroken("changed_meanwhile", meanwhile(kind));
    }
    if (overlap !== "now") await assertRoomForOverlap(tx, { id, kind, now });
    const key = await unusedKey(tx, kind);
    const until = worksUntil(overlap, now);
    await tx.insert(previousKeys).values({
      id: newId("previousKey"),
      projectId: id,
      kind,
      value: keys[kind],
      rotatedAt: now,
      rotatedBy: fresh.user.id,
      worksUntil: until,
    });
    await tx
      .update(projects)
      .set(columnsOf(kind, key, id))
      .where(eq(projects.id, id));
    audit({
      orgId: fresh.org.id,
      projectId: id,
      action: "project.key_rotated",
      object: { type: "project", id },
      after: { key: kind, worksUntil: until.toISOString() },
    });
    const facts = { projectId: id, kind, by: fresh.user.id, at: now.toISOString(), worksUntil: until.toISOString() };
    await enqueue("send_key_rotated", facts);
    return { key };
  });
}

/** Ends the overlap of a rotated key: from now on it is unknown. Needs a confirmation (A6). Gives which key it was. */
export function endPreviousKey(actor: ProjectActor, { previousKeyId }: PreviousKeyInput): Promise<{ kind: KeyKind }> {
  return mutateProject(actor, "project.security.manage", async ({ tx, actor: fresh, audit, now }) => {
    assertConfirmed(fresh, now);
    const { id } = fresh.project;
    const [key] = await tx
      .select({ kind: previousKeys.kind, worksUntil: previousKeys.worksUntil })
      .from(previousKeys)
      .where(and(eq(previousKeys.id, previousKeyId), eq(previousKeys.projectId, id)))
      .for("update");
    if (!key) throw new NotFound("key");
    if (key.worksUntil <= now) return { kind: key.kind };
    await tx.update(previousKeys).set({ worksUntil: now }).where(eq(previousKeys.id, previousKeyId));
    audit({
      orgId: fresh.org.id,
      projectId: id,
      action: "project.previous_key_ended",
      object: { type: "project", id },
      before: { key: key.kind, worksUntil: key.worksUntil.toISOString() },
      after: { key: key.kind, worksUntil: now.toISOString() },
    });
    return { kind: key.kind };
  });
}

/** By kind what is stored; of the API secret its hash, with the secret beside it. */
type StoredKeys = Record<KeyKind, string> & { encrypted: string };

async function storedKeys(tx: Tx, projectId: number): Promise<StoredKeys> {
  const [row] = await tx
    .select({
      token: projects.token,
      api_key: projects.apiKey,
      api_secret: projects.apiSecretHash,
      encrypted: projects.apiSecret,
    })
    .from(projects)
    .where(eq(projects.id, projectId));
  if (!row) throw new NotFound("project");
  return row;
}

function readable(kind: KeyKind, keys: StoredKeys, projectId: number): string {
  return kind === "api_secret" ? decrypt(keys.encrypted, secretPlace(projectId)) : keys[kind];
}

function columnsOf(kind: KeyKind, key: string, projectId: number) {
  if (kind === "token") return { token: key };
  if (kind === "api_key") return { apiKey: key };
  return { apiSecret: encrypt(key, secretPlace(projectId)), apiSecretHash: stored("api_secret", key) };
}

/** As clients are looked up by it. */
function stored(kind: KeyKind, key: string): string {
  return kind === "api_secret" ? keyedHash("api-secret", key) : key;
}

const doubleClickMs = 60_000;

/** Whether this person sent this very form a moment ago. */
async function wasJustRotated(
  tx: Tx,
  { project, user }: ProjectActor,
  { kind, shownKey, now }: { kind: KeyKind; shownKey: string; now: Date },
): Promise<boolean> {
  const [latest] = await tx
    .select({ value: previousKeys.value, by: previousKeys.rotatedBy, at: previousKeys.rotatedAt })
    .from(previousKeys)
    .where(and(eq(previousKeys.projectId, project.id), eq(previousKeys.kind, kind)))
    .orderBy(desc(previousKeys.rotatedAt), desc(previousKeys.id))
    .limit(1);
  if (!latest || latest.by !== user.id || keyStamp(latest.value) !== shownKey) return false;
  return now.getTime() - latest.at.getTime() < doubleClickMs;
}

async function assertRoomForOverlap(
  tx: Tx,
  { id, kind, now }: { id: number; kind: KeyKind; now: Date },
): Promise<void> {
  const [row] = await tx
    .select({ living: count() })
    .from(previousKeys)
    .where(and(eq(previousKeys.projectId, id), eq(previousKeys.kind, kind), gt(previousKeys.worksUntil, now)));
  if ((row?.living ?? 0) < mostLiving) return;
  throw new RuleBroken("limit_reached", overlapFull(kind), { field: "overlap" });
}

/** A key that no project has or had. */
async function unusedKey(tx: Tx, kind: KeyKind): Promise<string> {
  for (;;) {
    const key = accessKey();
    const value = stored(kind, key);
    const column = { token: projects.token, api_key: projects.apiKey, api_secret: projects.apiSecretHash }[kind];
    const [present] = await tx.select({ id: projects.id }).from(projects).where(eq(column, value));
    const [earlier] = await tx
      .select({ id: previousKeys.id })
      .from(previousKeys)
      .where(and(eq(previousKeys.kind, kind), eq(previousKeys.value, value)));
    if (!present && !earlier) return key;
  }
}

function meanwhile(kind: KeyKind): string {
  return `The ${keyNames[kind]} was rotated meanwhile, and nothing was changed. Reload to see since when, then decide again.`;
}

function overlapFull(kind: KeyKind): string {
  return `${mostLiving} earlier ones of the ${keyNames[kind]} still work. End one of them first, or let this one stop at once.`;
}
