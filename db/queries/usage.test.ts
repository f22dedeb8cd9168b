import { beforeAll, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { billingPeriodOf } from "@/lib/usage/period";
import { getOrgUsage, usageByProject } from "./usage";

const period = billingPeriodOf(new Date("2026-02-10T12:00:00Z"));

describe("[E3] [O1] usage of a billing period", () => {
  let first: EventProject;
  let second: EventProject;
  let outsider: EventProject;

  beforeAll(async () => {
    first = await makeEventProject();
    second = await makeEventProject({ orgId: first.orgId });
    outsider = await makeEventProject();
    const days = [
      [first, "2026-01-31", 1000],
      [first, "2026-02-01", 5],
      [first, "2026-02-28", 7],
      [second, "2026-02-28", 11],
      [first, "2026-03-01", 1000],
      [outsider, "2026-02-10", 1000],
    ] as const;
    for (const [{ orgId, projectId }, day, events] of days) {
      await rawSql()`insert into usage_days (org_id, project_id, day, events) values (${orgId}, ${projectId}, ${day}, ${events})`;
    }
    for (const [{ datasetId }, profiles] of [
      [first, 3],
      [second, 4],
      [outsider, 1000],
    ] as const) {
      await rawSql()`insert into profile_counts (dataset_id, profiles) values (${datasetId}, ${profiles})`;
    }
  });

  test("of an org: its first and last day, every day between, nobody else's", async () => {
    const usage = await getOrgUsage(first.orgId, period);
    expect(usage).toMatchObject({ events: 23, profiles: 7 });
    expect(usage.days).toHaveLength(28);
    expect(usage.days[0]).toEqual({ day: "2026-02-01", events: 5 });
    expect(usage.days[1]).toEqual({ day: "2026-02-02", events: 0 });
    expect(usage.days[27]).toEqual({ day: "2026-02-28", events: 18 });
  });

  test("of an org without anything", async () => {
    const usage = await getOrgUsage(999_999_999, period);
    expect(usage).toMatchObject({ events: 0, profiles: 0 });
    expect(usage.days).toHaveLength(28);
  });

  test("by project: only those asked for and of this org", async () => {
    const usage = await usageByProject(first.orgId, period, [first.projectId, second.projectId, outsider.projectId]);
    expect(usage.toSorted((a, b) => a.profiles - b.profiles)).toEqual([
      { projectId: first.projectId, events: 12, profiles: 3 },
      { projectId: second.projectId, events: 11, profiles: 4 },
    ]);
    expect(await usageByProject(first.orgId, period, [])).toEqual([]);
  });

  test("[E3] a deleted project's events stay counted, its profiles do not", async () => {
    await rawSql()`update projects set deleted_at = now() where id = ${second.projectId}`;
    expect(await getOrgUsage(first.orgId, period)).toMatchObject({ events: 23, profiles: 3 });
  });
});
