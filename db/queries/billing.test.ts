import { describe, expect, test } from "vitest";
import { planDowngrade } from "@/lib/billing/changes";
import { inviteMembers } from "@/lib/invitations/invitations";
import { addMember, giveGrant, makeOrg, makeProject, makeTeam, makeUser, someEmail } from "@/lib/testing/factories";
import { countEvents, storeEventsAt } from "@/lib/testing/usage";
import { billingPeriodOf, periodNamed } from "@/lib/usage/period";
import { getPlanState } from "./billing";
import { countEventsBefore, hasEventsBefore } from "./billing-rounds";
import { getInvoice, searchInvoices } from "./invoices";
import { getLimitedRoles } from "./plan-impact";
import { listPeriodProjects, listUsageDays } from "./usage-history";

const place = { sort: "number" as const, dir: "desc" as const, page: 1, cursor: null };

describe("what a change of plan would touch", () => {
  test("[R7] people, teams, projects and invitations with Analyst or Consumer, of this org alone", async () => {
    const owner = await makeOrg();
    const [web, app] = [
      await makeProject(owner, { name: "Web" }),
      await makeProject(owner, { name: "App", allUsersRole: "consumer" }),
    ];
    const ben = await addMember(owner, "member", await makeUser({ name: "Ben" }));
    const amy = await addMember(owner, "member", await makeUser({ name: "Amy" }));
    for (const project of [web, app]) await giveGrant(ben, project, "analyst");
    await giveGrant(amy, web, "consumer");
    await giveGrant(amy, app, "admin");
    await giveGrant(owner, web, "admin");
    await makeTeam(owner, { name: "Growth", role: "analyst" });
    await makeTeam(owner, { name: "Platform", role: "admin" });
    await inviteMembers(owner, {
      emails: [someEmail()],
      role: "member",
      projects: [String(web)],
      projectRole: "consumer",
      teams: [],
    });
    expect(await getLimitedRoles(owner.org.id)).toEqual({
      people: { names: ["Amy", "Ben"], total: 2 },
      teams: { names: ["Growth"], total: 1 },
      projects: { names: ["App"], total: 1 },
      invitations: 1,
    });
    expect((await getLimitedRoles(owner.org.id, 1)).people).toEqual({ names: ["Amy"], total: 2 });
    const nothing = { names: [], total: 0 };
    const other = await makeOrg();
    expect(await getLimitedRoles(other.org.id)).toEqual({
      people: nothing,
      teams: nothing,
      projects: nothing,
      invitations: 0,
    });
  });

  test("[E4] events that have expired are counted, up to a number", async () => {
    const owner = await makeOrg();
    const web = await makeProject(owner);
    await storeEventsAt(web, ["2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", "2026-02-01T00:00:00Z"]);
    const before = new Date("2025-06-01T00:00:00Z");
    expect(await countEventsBefore(owner.org.id, before, 100)).toBe(2);
    expect(await countEventsBefore(owner.org.id, before, 1)).toBe(1);
    expect(await hasEventsBefore(owner.org.id, before)).toBe(true);
    expect(await hasEventsBefore((await makeOrg()).org.id, before)).toBe(false);
  });
});

describe("reading", () => {
  test("[O1] the state of the plan: nothing, then what is planned", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const period = billingPeriodOf(new Date());
    expect(await getPlanState(owner.org.id, period)).toEqual({
      changes: [],
      planned: null,
      retention: null,
      emails: { first: [], total: 0 },
    });
    await planDowngrade(owner, { plan: "free", was: "growth" });
    expect((await getPlanState(owner.org.id, period)).planned).toMatchObject({ plan: "free", at: period.end });
  });

  test("[O1] an invoice of another organization is not found", async () => {
    const owner = await makeOrg();
    expect(await getInvoice(owner.org.id, "bill_none")).toBeNull();
    expect(await searchInvoices(owner.org.id, place)).toEqual({ rows: [], total: 0 });
  });

  test("[E3] the running period per project, those with most events first; days in batches", async () => {
    const owner = await makeOrg();
    const period = periodNamed("2026-09-01") ?? billingPeriodOf(new Date());
    const [small, large] = [await makeProject(owner, { name: "Small" }), await makeProject(owner, { name: "Large" })];
    await countEvents(owner.org.id, small, "2026-09-02", 5);
    await countEvents(owner.org.id, large, "2026-09-02", 50);
    await countEvents(owner.org.id, large, "2026-09-03", 1);
    await countEvents(owner.org.id, large, "2026-10-01", 1000);
    const { rows, total } = await listPeriodProjects(owner.org.id, period, { closed: false, page: 1 });
    expect(total).toBe(2);
    expect(rows.map((row) => row.events)).toEqual([51, 5]);
    const days = { from: "2026-09-01", to: "2026-09-30" };
    const first = await listUsageDays(owner.org.id, days, null, 2);
    const rest = await listUsageDays(owner.org.id, days, first.at(-1) ?? null, 2);
    expect([...first, ...rest].map((row) => [row.day, row.name, row.events])).toEqual(
      expect.arrayContaining([
        ["2026-09-02", "Small", 5],
        ["2026-09-02", "Large", 50],
        ["2026-09-03", "Large", 1],
      ]),
    );
    expect(first).toHaveLength(2);
    expect(rest).toHaveLength(1);
    expect(await listUsageDays(owner.org.id, days, rest.at(-1) ?? null)).toEqual([]);
  });
});
