import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { directoryTokens } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { assertPlanHas } from "@/lib/billing/capabilities";
import { sha256 } from "@/lib/crypto";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId, newSecret } from "@/lib/ids";
import { mutateOrg } from "@/lib/mutate";
import type { NewTokenInput, TokenInput } from "./schemas";

/** S5: tokens of an org's directory. Two may live at once, so that one can replace the other. */
export const mostTokens = 2;

/** Returns the secret, which is shown once and stored nowhere. */
export function createToken(actor: OrgActor, { name }: NewTokenInput): Promise<string> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    assertPlanHas(fresh.org.plan, "directory_sync");
    const { id: orgId } = fresh.org;
    const [living] = await tx
      .select({ n: sql<number>`count(*)::int` })
      .from(directoryTokens)
      .where(and(eq(directoryTokens.orgId, orgId), isNull(directoryTokens.revokedAt)));
    if ((living?.n ?? 0) >= mostTokens) {
      const message = "Two tokens work at once, so that one can replace the other. Revoke one first.";
      throw new RuleBroken("limit_reached", message, { field: "name" });
    }
    const [id, secret] = [newId("directoryToken"), `atd_${newSecret()}`];
    const ending = secret.slice(-4);
    const values = { id, orgId, name, ending, tokenHash: sha256(secret), createdAt: now, createdBy: fresh.user.id };
    await tx.insert(directoryTokens).values(values);
    audit({
      orgId,
      action: "directory.token_created",
      object: { type: "directory_token", id },
      after: { name, ending },
    });
    return secret;
  });
}

/** From this moment on it is answered with 401; nobody is deactivated by it. */
export function revokeToken(actor: OrgActor, { tokenId }: TokenInput): Promise<{ name: string }> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    const { id: orgId } = fresh.org;
    const [row] = await tx
      .update(directoryTokens)
      .set({ revokedAt: now, revokedBy: fresh.user.id })
      .where(and(eq(directoryTokens.id, tokenId), eq(directoryTokens.orgId, orgId), isNull(directoryTokens.revokedAt)))
      .returning({ name: directoryTokens.name });
    if (!row) throw new NotFound("token");
    audit({ orgId, action: "directory.token_revoked", object: { type: "directory_token", id: tokenId }, before: row });
    return row;
  });
}
