import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getPlanState, listPlanChangers } from "@/db/queries/billing";
import { orgs, planChanges, projectGrants } from "@/db/schema";
import { inviteMembers } from "@/lib/invitations/invitations";
import { movableClock } from "@/lib/testing/clock";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeUser,
  someEmail,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { billingPeriodOf } from "@/lib/usage/period";
import { assertPlanHas } from "./capabilities";
import { applyDowngrade, planDowngrade, takeBackDowngrade, upgradePlan } from "./changes";
import type { PlanId } from "./plans";

const clock = movableClock();
afterEach(() => clock.reset());

async function planOf(orgId: number): Promise<PlanId | undefined> {
  const [row] = await db().select({ plan: orgs.plan }).from(orgs).where(eq(orgs.id, orgId));
  return row?.plan;
}

const jobsOf = (task: string, orgId: number) => waitingJobs(task, String(orgId));

describe("an upgrade", () => {
  test("[O1] holds at once, with its change noted, an audit entry and a mail", async () => {
    clock.set("2026-11-12T10:00:00Z");
    const owner = await makeOrg({ plan: "free" });
    const billing = await addMember(owner, "billing_admin");
    await upgradePlan(billing, { plan: "growth", was: "free" });
    expect(await planOf(owner.org.id)).toBe("growth");
    const changes = await db().select().from(planChanges).where(eq(planChanges.orgId, owner.org.id));
    expect(changes).toMatchObject([
      { before: "free", after: "growth", changedBy: billing.user.id, at: new Date("2026-11-12T10:00:00Z") },
    ]);
    expect(await auditedIn(owner.org.id)).toEqual(["org.plan_changed"]);
    expect(await jobsOf("send_plan_letter", owner.org.id)).toMatchObject([{ what: "upgraded", after: "growth" }]);
  });

  test("[O1] takes back a planned downgrade", async () => {
    const owner = await makeOrg({ plan: "growth" });
    await planDowngrade(owner, { plan: "free", was: "growth" });
    await upgradePlan(owner, { plan: "enterprise", was: "growth", planned: "free" });
    expect((await getPlanState(owner.org.id, billingPeriodOf(new Date()))).planned).toBeNull();
    expect(await auditedIn(owner.org.id)).toEqual([
      "org.downgrade_planned",
      "org.downgrade_taken_back",
      "org.plan_changed",
    ]);
  });

  test("[O1] is refused where it is none", async () => {
    const owner = await makeOrg({ plan: "growth" });
    for (const plan of ["growth", "free"] as const) {
      expect(await refusal(upgradePlan(owner, { plan, was: "growth" }))).toBe("changed_meanwhile");
    }
    expect(await planOf(owner.org.id)).toBe("growth");
  });
});

describe("a downgrade", () => {
  test("[O1] changes nothing until the period ends, and then once", async () => {
    clock.set("2026-11-12T10:00:00Z");
    const owner = await makeOrg({ plan: "enterprise" });
    const { id } = owner.org;
    expect(await planDowngrade(owner, { plan: "free", was: "enterprise" })).toEqual({
      at: new Date("2026-12-01T00:00:00Z"),
    });
    expect(await jobsOf("apply_downgrade", id)).toEqual([{ orgId: id }]);
    clock.set("2026-11-30T23:59:59Z");
    await applyDowngrade(id);
    expect(await planOf(id)).toBe("enterprise");
    clock.set("2026-12-01T00:04:00Z");
    await Promise.all([applyDowngrade(id), applyDowngrade(id)]);
    await applyDowngrade(id);
    expect(await planOf(id)).toBe("free");
    const changes = await db().select().from(planChanges).where(eq(planChanges.orgId, id));
    expect(changes).toMatchObject([{ at: new Date("2026-12-01T00:00:00Z"), before: "enterprise", after: "free" }]);
    expect(await auditedIn(id)).toEqual(["org.downgrade_planned", "org.plan_changed"]);
    expect(await jobsOf("send_plan_letter", id)).toMatchObject([{ what: "planned" }, { what: "downgraded" }]);
  });

  test("[O1] can be planned otherwise, and taken back", async () => {
    clock.set("2026-11-12T10:00:00Z");
    const owner = await makeOrg({ plan: "enterprise" });
    await planDowngrade(owner, { plan: "free", was: "enterprise" });
    await planDowngrade(owner, { plan: "growth", was: "enterprise", planned: "free" });
    const period = billingPeriodOf(new Date("2026-11-12T10:00:00Z"));
    expect((await getPlanState(owner.org.id, period)).planned).toMatchObject({ plan: "growth", by: "Ada Lovelace" });
    await takeBackDowngrade(owner);
    await takeBackDowngrade(owner);
    clock.set("2026-12-02T00:00:00Z");
    await applyDowngrade(owner.org.id);
    expect(await planOf(owner.org.id)).toBe("enterprise");
    expect((await auditedIn(owner.org.id)).at(-1)).toBe("org.downgrade_taken_back");
  });

  test("[R7] while analysts exist: their grants stay, new ones are refused", async () => {
    clock.set("2026-11-12T10:00:00Z");
    const owner = await makeOrg({ plan: "enterprise" });
    const analyst = await addMember(owner, "member");
    const project = await makeProject(owner);
    await giveGrant(analyst, project, "analyst");
    await planDowngrade(owner, { plan: "growth", was: "enterprise" });
    const offer = {
      emails: [someEmail()],
      role: "member" as const,
      projects: [String(project)],
      projectRole: "analyst" as const,
      teams: [],
    };
    await inviteMembers(owner, { ...offer, emails: [someEmail()] });
    clock.set("2026-12-01T00:00:00Z");
    await applyDowngrade(owner.org.id);
    const grants = await db().select().from(projectGrants).where(eq(projectGrants.userId, analyst.user.id));
    expect(grants).toMatchObject([{ role: "analyst" }]);
    expect(await refusal(inviteMembers(owner, offer))).toBe("role_needs_plan");
    expect(() => assertPlanHas("growth", "limited_roles")).toThrow(expect.objectContaining({ code: "plan_needed" }));
    expect(() => assertPlanHas("enterprise", "limited_roles")).not.toThrow();
  });
});

describe("who, and when two do it", () => {
  test.each(["admin", "member"] as const)("[R5] a plain %s changes nothing", async (role) => {
    const owner = await makeOrg({ plan: "growth" });
    const person = await addMember(owner, role);
    expect(await refusal(upgradePlan(person, { plan: "enterprise", was: "growth" }))).toBe("Forbidden");
    expect(await refusal(planDowngrade(person, { plan: "free", was: "growth" }))).toBe("Forbidden");
    expect(await refusal(takeBackDowngrade(person))).toBe("Forbidden");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[R5] nor somebody of another organization", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const stranger = { ...(await makeOrg()), org: owner.org };
    expect(await refusal(upgradePlan(stranger, { plan: "enterprise", was: "growth" }))).toBe("NotFound");
    expect(await refusal(planDowngrade(stranger, { plan: "free", was: "growth" }))).toBe("NotFound");
    expect(await refusal(takeBackDowngrade(stranger))).toBe("NotFound");
  });

  test("[O1] a page from before somebody else's change is told so", async () => {
    const owner = await makeOrg({ plan: "free" });
    await upgradePlan(owner, { plan: "growth", was: "free" });
    expect(await refusal(upgradePlan(owner, { plan: "enterprise", was: "free" }))).toBe("changed_meanwhile");
    await planDowngrade(owner, { plan: "free", was: "growth" });
    expect(await refusal(upgradePlan(owner, { plan: "enterprise", was: "growth" }))).toBe("changed_meanwhile");
    expect(await planOf(owner.org.id)).toBe("growth");
  });

  test("[O1] two people changing the plan at once: one does, the other is told", async () => {
    const owner = await makeOrg({ plan: "free" });
    const billing = await addMember(owner, "billing_admin");
    const outcomes = await race(
      [
        () => upgradePlan(owner, { plan: "growth", was: "free" }),
        () => upgradePlan(billing, { plan: "enterprise", was: "free" }),
      ],
      { holding: `select from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect(await auditedIn(owner.org.id)).toEqual(["org.plan_changed"]);
  });

  test("[R7] those who can change the plan: owners, then billing admins, the first few and how many", async () => {
    const owner = await makeOrg({ owner: await makeUser({ name: "Zoe Owner" }) });
    for (const name of ["Bea Bill", "Ann Bill"]) await addMember(owner, "billing_admin", await makeUser({ name }));
    await addMember(owner, "admin");
    expect(await listPlanChangers(owner.org.id, 2)).toEqual({ names: ["Zoe Owner", "Ann Bill"], total: 3 });
  });
});
