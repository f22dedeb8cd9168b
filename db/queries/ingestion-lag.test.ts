import { expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { getIngestionLag } from "./ingestion-lag";

const now = new Date("2026-11-20T12:00:00Z");
const minute = 60_000;

/** Events that arrived so many minutes ago and happened so many minutes before that. */
async function arrived({ datasetId }: EventProject, ago: number, late: number, count = 1): Promise<void> {
  const arrival = new Date(now.getTime() - ago * minute);
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select ${datasetId}, 'ada', ${new Date(arrival.getTime() - late * minute).toISOString()}, 'Seen', ${`${ago} ${late} `} || n, '{}', ${arrival.toISOString()}
    from generate_series(1, ${count}::int) as n`;
}

test("[P5] the lag is the median of the newest events, and unknown where nothing arrived lately", async () => {
  const project = await makeEventProject();
  await arrived(await makeEventProject(), 5, 90);
  expect(await getIngestionLag(project.projectId, now)).toEqual({ minutes: null });
  await arrived(project, 80, 60);
  expect(await getIngestionLag(project.projectId, now)).toEqual({ minutes: null });
  await arrived(project, 60, 30);
  expect(await getIngestionLag(project.projectId, now)).toEqual({ minutes: 30 });
  await arrived(project, 5, 2, 3);
  expect(await getIngestionLag(project.projectId, now)).toEqual({ minutes: 2 });
  await arrived(project, 0.5, 45, 200);
  expect(await getIngestionLag(project.projectId, now)).toEqual({ minutes: 45 });
});

test("[P5] a deleted project has none", async () => {
  const project = await makeEventProject();
  await arrived(project, 1, 1);
  await rawSql()`update projects set deleted_at = now() where id = ${project.projectId}`;
  expect(await getIngestionLag(project.projectId, now)).toEqual({ minutes: null });
});
