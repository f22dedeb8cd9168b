import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { isAsked } from "@/db/queries/org-security";
import { members, orgs, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { isServiceUser } from "@/lib/authz/service-user";
import { RuleBroken } from "@/lib/errors";
import { mutateOrg } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import type {
  RequireTwoFactorInput,
  SessionLimitsInput,
  SsoFactorInput,
  TrustedDevicesInput,
} from "./security-schemas";

/** X1: what an org asks of the sessions that open it. Each needs a confirmation (A6). */

const dayMs = 24 * 3600 * 1000;

/**
 * From the day given on, members without a second factor set one up before anything of this org opens to them; their
 * other orgs stay as they are. Whoever asks it of others has one, but for programs. The day can be moved by asking again.
 */
export function requireTwoFactor(actor: OrgActor, { graceDays, was }: RequireTwoFactorInput): Promise<{ from: Date }> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    const before = fresh.org.twoFactorFrom;
    assertUnchanged(before, was);
    const [user] = await tx
      .select({ enrolledAt: users.twoFactorEnrolledAt })
      .from(users)
      .where(eq(users.id, fresh.user.id))
      .for("update");
    if (!user?.enrolledAt && !isServiceUser(fresh.user.id)) {
      throw new RuleBroken("factor_missing", "Set up two-factor authentication for your own account first.", {
        link: { href: paths.enrol(paths.requireTwoFactor(fresh.org.id)), label: "Set it up" },
      });
    }
    const from = new Date(now.getTime() + graceDays * dayMs);
    await tx.update(orgs).set({ twoFactorFrom: from }).where(eq(orgs.id, fresh.org.id));
    audit({
      orgId: fresh.org.id,
      action: "org.two_factor_required",
      object: { type: "org", id: fresh.org.id },
      before: { from: before?.toISOString() ?? null },
      after: { from: from.toISOString() },
    });
    return { from };
  });
}

export function releaseTwoFactor(actor: OrgActor, { was }: { was: string }): Promise<void> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    const before = fresh.org.twoFactorFrom;
    assertUnchanged(before, was);
    if (!before) return;
    await tx.update(orgs).set({ twoFactorFrom: null }).where(eq(orgs.id, fresh.org.id));
    audit({
      orgId: fresh.org.id,
      action: "org.two_factor_released",
      object: { type: "org", id: fresh.org.id },
      before: { from: before.toISOString() },
    });
  });
}

/** The form says what it showed: a page gone stale changes nothing. */
function assertUnchanged(now: Date | null, was: string): void {
  if ((now?.toISOString() ?? "") !== was) {
    throw new RuleBroken("changed_meanwhile", "Somebody changed this meanwhile. Look again, then change it.");
  }
}

/** Whether a device that a member trusts counts as their second factor in this org (T3). */
export function setTrustedDevices(actor: OrgActor, { allowed }: TrustedDevicesInput): Promise<void> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    const { id, trustedDevices: before } = fresh.org;
    if (before === allowed) return;
    await tx.update(orgs).set({ trustedDevices: allowed }).where(eq(orgs.id, id));
    audit({
      orgId: id,
      action: "org.trusted_devices_changed",
      object: { type: "org", id },
      before: { allowed: before },
      after: { allowed },
    });
  });
}

/** Whether what the org's own identity provider shows stands for the second factor (T4). */
export function setSsoFactor(actor: OrgActor, { counts }: SsoFactorInput): Promise<void> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    const { id } = fresh.org;
    const [row] = await tx.select({ before: orgs.ssoIsTwoFactor }).from(orgs).where(eq(orgs.id, id));
    if (row?.before === counts) return;
    await tx.update(orgs).set({ ssoIsTwoFactor: counts }).where(eq(orgs.id, id));
    audit({
      orgId: id,
      action: "org.sso_factor_changed",
      object: { type: "org", id },
      before: { counts: row?.before ?? true },
      after: { counts },
    });
  });
}

/** A5: how long a session opens this org, shorter than everywhere; null for as long as everywhere. Hours. */
export function setSessionLimits(actor: OrgActor, { idleHours, hours }: SessionLimitsInput): Promise<void> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now, audit }) => {
    assertConfirmed(fresh, now);
    const { id } = fresh.org;
    const [before] = await tx
      .select({ idleHours: orgs.sessionIdleHours, hours: orgs.sessionHours })
      .from(orgs)
      .where(eq(orgs.id, id));
    if (before?.idleHours === idleHours && before.hours === hours) return;
    await tx.update(orgs).set({ sessionIdleHours: idleHours, sessionHours: hours }).where(eq(orgs.id, id));
    audit({
      orgId: id,
      action: "org.session_limits_changed",
      object: { type: "org", id },
      before: before ?? {},
      after: { idleHours, hours },
    });
  });
}

/** Mails everybody who is asked to set up a second factor and has none yet. Returns how many. Only what mails somebody counts for the day's limit. */
export function remindOfTwoFactor(actor: OrgActor): Promise<number> {
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, audit, enqueue }) => {
    const { id } = fresh.org;
    if (!fresh.org.twoFactorFrom) {
      throw new RuleBroken("changed_meanwhile", "This organization does not require two-factor authentication.");
    }
    const [row] = await tx
      .select({ people: sql<number>`count(*)::int` })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .innerJoin(orgs, eq(orgs.id, members.orgId))
      .where(and(eq(members.orgId, id), isAsked));
    const people = row?.people ?? 0;
    if (people === 0) return 0;
    await assertLimit("two_factor_reminder.org", String(id));
    await enqueue("remind_of_two_factor", { orgId: id });
    audit({ orgId: id, action: "org.two_factor_reminded", object: { type: "org", id }, after: { people } });
    return people;
  });
}
