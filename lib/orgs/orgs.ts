import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { members, orgs } from "@/db/schema";
import type { AuditInput } from "@/lib/audit/write";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { env } from "@/lib/env";
import { RuleBroken } from "@/lib/errors";
import { newNumericId } from "@/lib/ids";
import { mutate, mutateOrg } from "@/lib/mutate";
import { insertProject } from "@/lib/projects/projects";
import { assertLimit } from "@/lib/rate-limit";
import type { CreateOrgInput, RenameOrgInput } from "./schemas";

/** A person's further org, with them as Owner and a first project. The same form sent twice makes one. */
export async function createOrg(actor: UserActor, input: CreateOrgInput): Promise<{ orgId: number }> {
  if (!actor.user.emailProven) {
    throw new RuleBroken("email_unproven", "Confirm your e-mail address first, then create an organization.");
  }
  await assertLimit("org.create", actor.user.id);
  return mutate(actor, async ({ tx, audit, now }) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${input.requestKey}, 0))`);
    const again = await orgOfRequest(tx, input.requestKey, actor.user.id);
    if (again) return { orgId: again };
    const orgId = await insertOrg(
      tx,
      { ...input, ownerId: actor.user.id, timezone: actor.user.timezone ?? "UTC", now },
      audit,
    );
    return { orgId };
  });
}

type NewOrg = { name: string; ownerId: string; timezone: string; now: Date; requestKey?: string };

/** Building block: the org, its first owner and its first project, with their audit entries. Returns the org's id. */
export async function insertOrg(tx: Tx, org: NewOrg, audit: (entry: AuditInput) => void): Promise<number> {
  const orgId = newNumericId();
  await tx.insert(orgs).values({
    id: orgId,
    name: org.name,
    plan: env().DEFAULT_PLAN,
    createdAt: org.now,
    createdBy: org.ownerId,
    requestKey: org.requestKey ?? null,
  });
  await tx
    .insert(members)
    .values({ orgId, userId: org.ownerId, role: "owner", joinedAt: org.now, lastActiveAt: org.now });
  audit({
    orgId,
    action: "org.created",
    object: { type: "org", id: orgId },
    after: { name: org.name, plan: env().DEFAULT_PLAN },
  });
  audit({ orgId, action: "member.joined", object: { type: "member", id: org.ownerId }, after: { role: "owner" } });
  await insertProject(
    tx,
    { orgId, name: "First project", timezone: org.timezone, createdBy: org.ownerId, now: org.now },
    audit,
  );
  return orgId;
}

export function renameOrg(actor: OrgActor, input: RenameOrgInput): Promise<void> {
  return mutateOrg(actor, "org.name.change", async ({ tx, actor: fresh, audit }) => {
    if (fresh.org.name === input.name) return;
    await tx.update(orgs).set({ name: input.name }).where(eq(orgs.id, fresh.org.id));
    audit({
      orgId: fresh.org.id,
      action: "org.renamed",
      object: { type: "org", id: fresh.org.id },
      before: { name: fresh.org.name },
      after: { name: input.name },
    });
  });
}

async function orgOfRequest(tx: Tx, requestKey: string, ownerId: string): Promise<number | null> {
  const [row] = await tx
    .select({ id: orgs.id, createdBy: orgs.createdBy })
    .from(orgs)
    .where(eq(orgs.requestKey, requestKey));
  return row?.createdBy === ownerId ? row.id : null;
}
