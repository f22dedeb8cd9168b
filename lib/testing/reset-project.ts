import { rawSql } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { resetProject, restoreReset } from "@/lib/projects/resets";
import { makeOrg, makeProject, onProject } from "./factories";
import { sendRecords } from "./send-records";

/** A project that is sent to, reset and restored; each knows it as it is at the moment. */
export type Resettable = { owner: OrgActor; id: number };

export async function makeResettable(): Promise<Resettable> {
  const owner = await makeOrg();
  return { owner, id: await makeProject(owner, { name: "Web" }) };
}

export function projectOf({ owner, id }: Resettable): Promise<ProjectActor> {
  return onProject(owner, id);
}

export async function tokenOf({ id }: Resettable): Promise<string> {
  const [row] = await rawSql()<[{ token: string }]>`select token from projects where id = ${id}`;
  return row.token;
}

type Sent = { id?: string; time?: number; token?: string; person?: string; event?: string };

/** One event; without an id it never repeats, without a time it is ours. Answers with the wire's text. */
export async function sendEvent(project: Resettable, { id, time, person = "ada", ...given }: Sent): Promise<string> {
  const token = given.token ?? (await tokenOf(project));
  const properties = { token, distinct_id: person, ...(id && { $insert_id: id }), ...(time && { time }) };
  return (await sendRecords("track", { event: given.event ?? "Seen", properties })).text;
}

export async function setProfile(project: Resettable, person: string, values: object, token?: string) {
  const update = { $token: token ?? (await tokenOf(project)), $distinct_id: person, $set: values };
  return (await sendRecords("engage", update)).text;
}

/** The latest reset, whatever became of it. */
export async function latestReset({ id }: Resettable): Promise<string> {
  const [row] =
    await rawSql()`select id from project_resets where project_id = ${id} order by reset_at desc, id limit 1`;
  return row?.id ?? "";
}

export async function reset(project: Resettable, actor?: ProjectActor): Promise<string> {
  const shown = await latestReset(project);
  const name = await rawSql()`select name from projects where id = ${project.id}`;
  await resetProject(actor ?? (await projectOf(project)), { shown, typed: name[0]?.name });
  return latestReset(project);
}

export async function restore(project: Resettable, resetId: string): Promise<void> {
  await restoreReset(await projectOf(project), { reset: resetId });
}

/** What the project shows: its events by insert id, its people, and both as they are counted. */
export async function shown({ id }: Resettable) {
  const [row] = await rawSql()<[{ dataset: string; ids: string[]; days: number; people: string[]; profiles: number }]>`
    select p.dataset_id as dataset,
      coalesce((select array_agg(e.insert_id order by e.insert_id) from events e where e.dataset_id = p.dataset_id), '{}') as ids,
      (select coalesce(sum(d.events), 0)::int from event_days d where d.dataset_id = p.dataset_id) as days,
      coalesce((select array_agg(f.distinct_id order by f.distinct_id) from profiles f where f.dataset_id = p.dataset_id), '{}') as people,
      (select c.profiles::int from profile_counts c where c.dataset_id = p.dataset_id) as profiles
    from projects p where p.id = ${id}`;
  return { ...row, dataset: Number(row.dataset) };
}

/** Rows of all kinds that a dataset has, itself included. */
export async function rowsOf(datasetId: number): Promise<number> {
  const [row] = await rawSql()<[{ rows: number }]>`
    select ((select count(*) from events where dataset_id = ${datasetId}) + (select count(*) from timeless_events where dataset_id = ${datasetId})
      + (select count(*) from event_days where dataset_id = ${datasetId}) + (select count(*) from profiles where dataset_id = ${datasetId})
      + (select count(*) from profile_counts where dataset_id = ${datasetId}) + (select count(*) from datasets where id = ${datasetId}))::int as rows`;
  return row.rows;
}
