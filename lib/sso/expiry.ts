import "server-only";
import { eq } from "drizzle-orm";
import { connections } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { lockOrgRow, mutate } from "@/lib/mutate";
import { readCertificate } from "./certificates";
import type { Connection } from "./connections";

/** S1: what of a connection runs out, and when it is mailed of. */
export const expiryDays = [30, 14, 3] as const;
const dayMs = 24 * 3600 * 1000;

export type Expiry = { kind: "certificate" | "secret"; at: Date };
type Dated = Pick<Connection, "protocol" | "certificates" | "secretExpiresAt">;

/** When people can sign in no more if nothing is done: the later of two certificates, or the secret. */
export function expiryOf({ protocol, certificates, secretExpiresAt }: Dated): Expiry | null {
  if (protocol === "oidc") return secretExpiresAt && { kind: "secret", at: secretExpiresAt };
  const ends = certificates.map((pem) => readCertificate(pem).expiresAt.getTime());
  return ends.length === 0 ? null : { kind: "certificate", at: new Date(Math.max(...ends)) };
}

/** The mark that was passed last: 30, 14 or 3 days before; null while it is longer than that, or over. */
export function expiryMark(at: Date, now: Date): number | null {
  const days = (at.getTime() - now.getTime()) / dayMs;
  if (days <= 0) return null;
  return expiryDays.findLast((mark) => days <= mark) ?? null;
}

/** Writes down and mails that a connection's mark was passed; once for each mark of each expiry. */
export function announceExpiry(connectionId: string): Promise<void> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    const [seen] = await tx
      .select({ orgId: connections.orgId })
      .from(connections)
      .where(eq(connections.id, connectionId));
    if (!seen) return;
    await lockOrgRow(tx, seen.orgId);
    const [row] = await tx.select().from(connections).where(eq(connections.id, connectionId)).for("update");
    const expiry = row && expiryOf(row);
    const days = expiry ? expiryMark(expiry.at, now) : null;
    if (!row || !expiry || days === null) return;
    const { kind } = expiry;
    const at = expiry.at.toISOString();
    const mark = `${kind}:${at}:${days}`;
    if (row.expiryTold === mark) return;
    await tx.update(connections).set({ expiryTold: mark }).where(eq(connections.id, row.id));
    audit({
      orgId: row.orgId,
      action: "connection.expiry_told",
      object: { type: "connection", id: row.id },
      after: { name: row.name, what: kind, at, days },
    });
    await enqueue("send_sso_expiry", { connectionId: row.id, kind, at, days });
  });
}
