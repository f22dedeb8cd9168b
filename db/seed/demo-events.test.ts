import { expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { getOrgUsage, usageByProject } from "@/db/queries/usage";
import { makeEventProject } from "@/lib/testing/event-project";
import { billingPeriodOf } from "@/lib/usage/period";
import { demoActivity } from "./demo-behaviour";
import { seedDemoEvents } from "./demo-events";
import { seededRandom } from "./random";

const now = new Date("2026-11-20T15:30:00Z");

test("[E3] the demo's counters agree with its rows, in every project", async () => {
  const first = await makeEventProject();
  const second = await makeEventProject({ orgId: first.orgId });
  const datasets = [
    { ...first, timezone: "America/Los_Angeles", weight: 3 },
    { ...second, timezone: "Asia/Tokyo", weight: 1 },
  ];
  const written = await rawSql().begin((sql) => seedDemoEvents(sql, { datasets, now, total: 4_000 }));
  expect(written.events).toBeGreaterThan(3_800);

  const [rows] = await rawSql()<[{ events: number; people: number; late: number; default_part: number }]>`
    select count(*)::int as events, count(distinct distinct_id)::int as people,
      count(*) filter (where time > ${now.toISOString()})::int as late,
      count(*) filter (where tableoid = 'events_other'::regclass)::int as default_part
    from events where dataset_id in (${first.datasetId}, ${second.datasetId})`;
  expect(rows).toEqual({ events: written.events, people: written.profiles, late: 0, default_part: 0 });

  const period = billingPeriodOf(now);
  const usage = await getOrgUsage(first.orgId, period);
  expect(usage.profiles).toBe(written.profiles);
  const [inPeriod] = await rawSql()<[{ events: number }]>`
    select count(*)::int as events from events where time >= ${period.start.toISOString()} and dataset_id in (${first.datasetId}, ${second.datasetId})`;
  expect(usage.events).toBe(inPeriod.events);
  const byProject = await usageByProject(first.orgId, period, [first.projectId, second.projectId]);
  expect(byProject.reduce((sum, project) => sum + project.events, 0)).toBe(usage.events);
});

test("the demo is the same company every time, and grows", () => {
  const activity = () =>
    demoActivity(seededRandom(7), { timezone: "Europe/Berlin", days: 90, target: 3_000, now: now.getTime() });
  const first = activity();
  expect(activity()).toEqual(first);
  const middle = now.getTime() - 45 * 24 * 60 * 60 * 1000;
  const late = first.events.filter(({ time }) => time > middle).length;
  expect(late).toBeGreaterThan((first.events.length - late) * 1.2);
});
