import { randomBytes, randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import postgres from "postgres";
import type { App } from "@/lib/testing/app";

/** The embedded database of an app, also after the app was killed: it goes on running. */
export async function databaseOf(app: Pick<App, "dataDir">): Promise<postgres.Sql> {
  const secrets: unknown = JSON.parse(await readFile(path.join(app.dataDir, "secrets.json"), "utf8"));
  const port = (await readFile(path.join(app.dataDir, "database-port"), "utf8")).trim();
  const password = (secrets as { DATABASE_PASSWORD: string }).DATABASE_PASSWORD;
  return postgres({
    host: "127.0.0.1",
    port: Number(port),
    database: "atrium",
    username: "atrium",
    password,
    max: 2,
    onnotice: () => undefined,
  });
}

export type SentTo = { token: string; projectId: number; datasetId: number };

/** A project to send events to, in an org of its own. */
export async function makeProject(sql: postgres.Sql): Promise<SentTo> {
  const token = randomBytes(16).toString("hex");
  const [orgId, projectId] = [randomInt(100_000_000, 1_000_000_000), randomInt(100_000_000, 1_000_000_000)];
  return sql.begin(async (tx) => {
    await tx`insert into users (id, name, email, email_proven_at) values (${`usr_${token}`}, 'Ada', ${`${token}@example.test`}, now())`;
    await tx`insert into orgs (id, name, plan) values (${orgId}, 'Acme', 'free')`;
    await tx`insert into members (org_id, user_id, role, joined_at) values (${orgId}, ${`usr_${token}`}, 'owner', now())`;
    const [dataset] = await tx<[{ id: string }]>`insert into datasets default values returning id`;
    await tx`
      insert into projects (id, org_id, name, timezone, token, api_key, api_secret, api_secret_hash, dataset_id)
      values (${projectId}, ${orgId}, 'Web', 'UTC', ${token}, ${`key ${token}`}, 'secret', ${`hash ${token}`}, ${dataset.id})`;
    return { token, projectId, datasetId: Number(dataset.id) };
  });
}
