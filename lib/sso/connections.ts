import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connections } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { assertPlanHas } from "@/lib/billing/capabilities";
import { NotFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Jobs } from "@/lib/jobs/jobs";
import { type Change, mutateOrg } from "@/lib/mutate";
import type { ConnectionInput, NewConnectionInput, RenameConnectionInput } from "./connection-schemas";
import { mailNoWayIn } from "./way-in";

/**
 * S1: an org's set-ups of identity providers. Everything here needs the permission, a confirmation and the plan; owners
 * hear of every change to one that signs people in.
 */
export type Connection = typeof connections.$inferSelect;

export function createConnection(actor: OrgActor, input: NewConnectionInput): Promise<{ connectionId: string }> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now: at, audit }) => {
    assertConfirmed(fresh, at);
    assertPlanHas(fresh.org.plan, "sso");
    const { id: orgId } = fresh.org;
    const [id, { name, provider, protocol }] = [newId("connection"), input];
    await tx.insert(connections).values({
      id,
      orgId,
      name,
      provider,
      protocol,
      mapping: { email: null, givenName: null, familyName: null, name: null, groups: null },
      createdAt: at,
      createdBy: fresh.user.id,
      changedAt: at,
    });
    audit({
      orgId,
      action: "connection.created",
      object: { type: "connection", id },
      after: { name, provider, protocol },
    });
    return { connectionId: id };
  });
}

export function renameConnection(actor: OrgActor, { connectionId, name }: RenameConnectionInput): Promise<void> {
  return changeConnection(actor, connectionId, async ({ tx, audit }, row) => {
    await tx.update(connections).set({ name }).where(eq(connections.id, row.id));
    audit({ ...entryOf(row), before: { name: row.name }, after: { name } });
  });
}

/** It signs nobody in from this moment on: what it opened closes, and who has no other way in gets a link by mail. */
export function removeConnection(actor: OrgActor, { connectionId }: ConnectionInput): Promise<{ name: string }> {
  return mutateOrg(actor, "org.security.manage", async (change) => {
    const { tx, actor: fresh, now: at, audit, enqueue } = change;
    assertConfirmed(fresh, at);
    const row = await findConnection(tx, fresh.org.id, connectionId);
    if (row.stage !== "draft") {
      await mailNoWayIn(change, row);
      await enqueue("send_connection_mail", told(row, "removed", fresh));
    }
    await tx.delete(connections).where(eq(connections.id, row.id));
    audit({ ...entryOf(row), action: "connection.removed", before: { name: row.name, stage: row.stage } });
    return { name: row.name };
  });
}

/** Asked before a provider is, or anything pasted is read: who may not change it hears that first. */
export function assertMayChange(actor: OrgActor): Promise<void> {
  return mutateOrg(actor, "org.security.manage", async ({ actor: fresh, now: at }) => {
    assertConfirmed(fresh, at);
    assertPlanHas(fresh.org.plan, "sso");
  });
}

/** A change of one connection under the org's lock. `work` writes the audit entry; `silent` where it tells owners itself. */
export function changeConnection<R>(
  actor: OrgActor,
  connectionId: string,
  work: (change: Change<OrgActor>, row: Connection) => Promise<R>,
  { silent = false }: { silent?: boolean } = {},
): Promise<R> {
  return mutateOrg(actor, "org.security.manage", async (change) => {
    const { tx, actor: fresh, now: at, enqueue } = change;
    assertConfirmed(fresh, at);
    assertPlanHas(fresh.org.plan, "sso");
    const row = await findConnection(tx, fresh.org.id, connectionId);
    const result = await work(change, row);
    if (row.stage !== "draft" && !silent) await enqueue("send_connection_mail", told(row, "changed", fresh));
    return result;
  });
}

/** One of the org's, locked. */
export async function findConnection(tx: Tx, orgId: number, connectionId: string): Promise<Connection> {
  const [row] = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.id, connectionId), eq(connections.orgId, orgId)))
    .for("update");
  if (!row) throw new NotFound("connection");
  return row;
}

export function entryOf(row: Connection) {
  const object = { type: "connection" as const, id: row.id };
  return { orgId: row.orgId, action: "connection.changed" as const, object };
}

/** What owners are told of, and who did it; null where the product did. */
export function told(row: Connection, what: Jobs["send_connection_mail"]["what"], by: OrgActor | null) {
  return { orgId: row.orgId, connectionId: row.id, name: row.name, what, by: by?.user.name ?? null };
}
