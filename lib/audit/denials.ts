import "server-only";
import type { Actor } from "@/lib/authz/actor";
import { logger } from "@/lib/log";
import { mutate } from "@/lib/mutate";
import { takeLimit } from "@/lib/rate-limit";

/**
 * Writes down that a member asked for something their role does not allow (L1). Never fails the request. Somebody who
 * asks again and again fills the server's log instead of the org's.
 */
export async function recordDenial(actor: Actor, permission: string): Promise<void> {
  if (actor.kind !== "user" || !("org" in actor)) return;
  const { org, user } = actor;
  try {
    if (!(await takeLimit("denial.member", `${org.id}:${user.id}`)).ok) {
      logger.warn({ orgId: org.id, userId: user.id, permission }, "too many denials to write down each");
      return;
    }
    await mutate(actor, async ({ audit }) => {
      audit({ orgId: org.id, action: "member.denied", object: { type: "member", id: user.id }, after: { permission } });
    });
  } catch (error) {
    logger.error({ err: error }, "a denial was not written to the audit log");
  }
}
