import "server-only";
import { and, eq } from "drizzle-orm";
import { members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { mutateOrg } from "@/lib/mutate";
import { assertMayChange, findMember } from "./members";
import type { MemberIdInput } from "./schemas";

/**
 * Ends this org's part of every session of a member (A5): their devices ask for a new sign-in before they open the org
 * again, and stay signed in elsewhere. R4 as for removal; one's own sessions are ended in the account.
 */
export function endMemberSessions(actor: OrgActor, { userId }: MemberIdInput): Promise<void> {
  return mutateOrg(actor, "org.members.edit", async ({ tx, actor: fresh, audit, now }) => {
    const target = await findMember(tx, fresh.org.id, userId);
    if (userId === fresh.user.id) {
      throw new RuleBroken("target_not_below", "End your own sessions under Security in your account settings.");
    }
    assertMayChange(fresh, target);
    await tx
      .update(members)
      .set({ sessionsValidFrom: now })
      .where(and(eq(members.orgId, fresh.org.id), eq(members.userId, userId)));
    audit({ orgId: fresh.org.id, action: "member.sessions_ended", object: { type: "member", id: userId } });
  });
}
