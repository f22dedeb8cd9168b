import "server-only";
import { randomBytes } from "node:crypto";
import { and, count, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { serviceAccounts, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { sha256 } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { newId, newNumericId, newSecret } from "@/lib/ids";
import { assertMayGive } from "@/lib/members/members";
import { mutateOrg } from "@/lib/mutate";
import { addToProjectsIn, addToTeamsIn } from "./access";
import { assertMayHold } from "./ceiling";
import { findServiceAccount } from "./find";

/**
 * V1: programs that act in an org. The user name is public, the secret is shown once and stored as its hash. Nobody makes
 * one that may more than they may themselves (R4), and nobody gets hold of the secret of one that does.
 */

const mostAccounts = 500;

export type NewServiceAccount = {
  name: string;
  role: OrgRole;
  projects: readonly { id: number; role: ProjectRole }[];
  teams: readonly string[];
  expiresAt: Date | null;
  /** The form's own id: a double click makes one account, and shows its secret once. */
  requestKey?: string;
};

export type Secret = { id: number; username: string; secret: string };

/** Returns the secret, which is stored nowhere. Needs a confirmation (A6). */
export function createServiceAccount(actor: OrgActor, input: NewServiceAccount): Promise<Secret> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    const { tx, actor: fresh, now, audit } = change;
    assertConfirmed(fresh, now);
    const { id: orgId } = fresh.org;
    assertMayGive(fresh, input.role);
    if (input.expiresAt && input.expiresAt <= now) {
      throw new RuleBroken("end_in_past", "That is over already. Choose a day to come.", { field: "expiresOn" });
    }
    await assertRoom(tx, orgId, input.requestKey);
    const { name, role, expiresAt, requestKey } = input;
    const id = newNumericId();
    const username = await newUsername(tx, name);
    const [userId, secret] = [newId("serviceUser"), newSecret()];
    const email = `${username}@service-accounts.invalid`;
    await tx.insert(users).values({ id: userId, email, name, limitedToOrgId: orgId, createdAt: now });
    await tx.insert(serviceAccounts).values({
      id,
      orgId,
      userId,
      name,
      username,
      ...secretColumns(secret, now),
      role,
      createdAt: now,
      createdBy: fresh.user.id,
      expiresAt,
      requestKey,
    });
    audit({
      orgId,
      action: "service_account.created",
      object: { type: "service_account", id },
      after: { name, username, role, ...(expiresAt && { expiresAt: expiresAt.toISOString() }) },
    });
    const account = { id, name };
    await addToProjectsIn(change, account, input.projects);
    await addToTeamsIn(change, account, input.teams);
    return { id, username, secret };
  });
}

/** A new secret; the one before works no more. Needs a confirmation (A6). */
export function renewServiceSecret(actor: OrgActor, { accountId }: { accountId: number }): Promise<Secret> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    const { tx, actor: fresh, now, audit } = change;
    assertConfirmed(fresh, now);
    const account = await findServiceAccount(change, accountId);
    await assertMayHold(tx, fresh, account);
    const secret = newSecret();
    await tx.update(serviceAccounts).set(secretColumns(secret, now)).where(eq(serviceAccounts.id, accountId));
    audit({
      orgId: fresh.org.id,
      action: "service_account.secret_renewed",
      object: { type: "service_account", id: accountId },
      before: { ending: account.ending },
      after: { name: account.name, ending: secret.slice(-4) },
    });
    return { id: accountId, username: account.username, secret };
  });
}

/** From this moment on it opens nothing. Taking power away needs none: R4 is about giving. Needs a confirmation (A6). */
export function revokeServiceAccount(actor: OrgActor, { accountId }: { accountId: number }): Promise<{ name: string }> {
  return mutateOrg(actor, "org.service_accounts.manage", async (change) => {
    const { tx, actor: fresh, now, audit } = change;
    assertConfirmed(fresh, now);
    const { name, username, role } = await findServiceAccount(change, accountId);
    await tx
      .update(serviceAccounts)
      .set({ revokedAt: now, revokedBy: fresh.user.id })
      .where(eq(serviceAccounts.id, accountId));
    audit({
      orgId: fresh.org.id,
      action: "service_account.revoked",
      object: { type: "service_account", id: accountId },
      before: { name, username, role },
    });
    return { name };
  });
}

function secretColumns(secret: string, now: Date) {
  return { secretHash: sha256(secret), ending: secret.slice(-4), secretAt: now };
}

async function assertRoom(tx: Tx, orgId: number, requestKey: string | undefined): Promise<void> {
  if (requestKey !== undefined) {
    const [made] = await tx.select({}).from(serviceAccounts).where(eq(serviceAccounts.requestKey, requestKey));
    if (made) {
      const message =
        "This service account is made already, and its secret was shown once. Renew the secret if it is lost.";
      throw new RuleBroken("changed_meanwhile", message);
    }
  }
  const [row] = await tx
    .select({ n: count() })
    .from(serviceAccounts)
    .where(and(eq(serviceAccounts.orgId, orgId), isNull(serviceAccounts.revokedAt)));
  if ((row?.n ?? 0) >= mostAccounts) {
    const message = `An organization has at most ${mostAccounts} service accounts. Revoke one that is not used any more.`;
    throw new RuleBroken("limit_reached", message, { field: "name" });
  }
}

/** `<name>.<6 hex>.mp-service-account` (WIRE §3): what clients know a service account by. */
async function newUsername(tx: Tx, name: string): Promise<string> {
  const letters = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  const stem = letters.replace(/^-+|-+$/g, "").slice(0, 40) || "service";
  for (;;) {
    const username = `${stem}.${randomBytes(3).toString("hex")}.mp-service-account`;
    const [taken] = await tx.select({}).from(serviceAccounts).where(eq(serviceAccounts.username, username));
    if (!taken) return username;
  }
}
