import "server-only";
import { and, eq } from "drizzle-orm";
import { isElsewhere } from "@/db/queries/org-security";
import { members, users } from "@/db/schema";
import { endSessions } from "@/lib/auth/sessions";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { RuleBroken } from "@/lib/errors";
import { assertMayChange, findMember } from "@/lib/members/members";
import type { MemberIdInput } from "@/lib/members/schemas";
import { mutateOrg } from "@/lib/mutate";
import { auditAccount } from "@/lib/users/account-entry";
import { noteSecurity } from "@/lib/users/security-notices";
import { takeAllFactors } from "./enrolment";

/**
 * T3: an owner or admin resets a member's second factor. Somebody who is in no other org loses every factor and every
 * session. Whoever is elsewhere, too, keeps them there: only this org stays closed to them until they enrol again.
 */
export function resetTwoFactor(actor: OrgActor, { userId }: MemberIdInput): Promise<{ everywhere: boolean }> {
  return mutateOrg(actor, "org.security.manage", async (change) => {
    const { tx, actor: fresh, audit, now } = change;
    assertConfirmed(fresh, now);
    const orgId = fresh.org.id;
    const target = await findMember(tx, orgId, userId);
    if (userId === fresh.user.id) {
      throw new RuleBroken(
        "target_not_below",
        "Change your own second factor under Security in your account settings.",
      );
    }
    assertMayChange(fresh, target);
    const [user] = await tx
      .select({ enrolledAt: users.twoFactorEnrolledAt })
      .from(users)
      .where(eq(users.id, userId))
      .for("update");
    if (!user?.enrolledAt) {
      throw new RuleBroken("factor_missing", "This person has no second factor that could be reset.");
    }
    const everywhere = !(await isElsewhere(orgId, userId, tx));
    if (everywhere) {
      await takeAllFactors(tx, userId);
      await endSessions(tx, userId, {}, fresh.user.id);
      await auditAccount(change, userId, { action: "user.factor_removed" });
    }
    await tx
      .update(members)
      .set({ sessionsValidFrom: now, twoFactorResetAt: everywhere ? null : now })
      .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
    await noteSecurity(change, { kind: "two_factor_reset", userId });
    audit({
      orgId,
      action: "member.two_factor_reset",
      object: { type: "member", id: userId },
      after: { extent: everywhere ? "everywhere" : "in this organization" },
    });
    return { everywhere };
  });
}
