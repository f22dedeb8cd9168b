import { randomBytes } from "node:crypto";
import { rawSql } from "@/db/client";
import { newNumericId } from "@/lib/ids";

export type EventProject = { orgId: number; projectId: number; datasetId: number; token: string };

/** A project that events can be sent to, in an org of its own unless one is given. */
export async function makeEventProject(given: { orgId?: number } = {}): Promise<EventProject> {
  const token = randomBytes(16).toString("hex");
  const projectId = newNumericId();
  return rawSql().begin(async (sql) => {
    const orgId = given.orgId ?? newNumericId();
    if (given.orgId === undefined) {
      const userId = `usr_${token}`;
      await sql`insert into users (id, name, email, email_proven_at) values (${userId}, 'Ada', ${`${token}@example.test`}, now())`;
      await sql`insert into orgs (id, name, plan) values (${orgId}, 'Acme', 'free')`;
      await sql`insert into members (org_id, user_id, role, joined_at) values (${orgId}, ${userId}, 'owner', now())`;
    }
    const datasetId = await makeDataset(sql);
    await sql`
      insert into projects (id, org_id, name, timezone, token, api_key, api_secret, api_secret_hash, dataset_id)
      values (${projectId}, ${orgId}, ${token}, 'UTC', ${token}, ${`key ${token}`}, 'secret', ${`hash ${token}`}, ${datasetId})`;
    return { orgId, projectId, datasetId, token };
  });
}

/** An empty dataset that a project may be pointed at. */
export async function makeDataset(sql: Pick<ReturnType<typeof rawSql>, "unsafe"> = rawSql()): Promise<number> {
  const [dataset] = await sql.unsafe<[{ id: string }]>("insert into datasets default values returning id");
  return Number(dataset.id);
}
