import { closeDatabase, rawSql } from "@/db/client";
import { findOrgActor } from "@/db/queries/actors";
import { seedLarge } from "@/db/seed/large";
import { createSession, idleSince } from "@/lib/auth/sessions";
import { nowhere, type OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { fillDemo } from "@/lib/commands/fill-demo";
import { migrateOrSay } from "@/lib/commands/migrate-or-say";
import { openDatabase } from "@/lib/commands/open-database";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { ensureEventPartitions } from "@/lib/events/partitions";
import { discardApp, startApp } from "@/lib/testing/app";
import { throwAwayFolder } from "@/lib/testing/watch-over";

export type OurApp = {
  url: string;
  dataDir: string;
  databaseUrl: string;
  /** Of the owner of both orgs, signed in. */
  cookie: string;
  large: OrgActor;
  small: OrgActor;
  project: { id: number; token: string };
  stop: () => Promise<void>;
};

/** The built app on a folder of its own with the demo and two more orgs, and this process on the same database. */
export async function startOurApp(): Promise<OurApp> {
  const dataDir = await throwAwayFolder("bench");
  // Whatever the caller's environment says, only the throw-away database is measured.
  for (const name of ["DATABASE_URL", "DATABASE_DIRECT_URL", "SMTP_URL", "APP_URL", "DEMO_PASSWORD"]) {
    delete process.env[name];
  }
  Object.assign(process.env, { DATA_DIR: dataDir, LOG_LEVEL: "warn", SEED_DEMO: "on" });
  const database = await openDatabase();
  await migrateOrSay(env());
  await ensureEventPartitions(now());
  await fillDemo(env());
  const { largeOrgId, smallOrgId } = await seedLarge();
  const app = await startApp({ dataDir });
  const [owner] = await rawSql()`select user_id as id from members where org_id = ${largeOrgId} and role = 'owner'
    and email = 'large-owner@demo.test'`;
  const [project] = await rawSql()`select id, token from projects where org_id = ${smallOrgId} order by id limit 1`;
  const secret = await createSession(owner?.id, { methods: ["password"] }, nowhere);
  return {
    url: app.url,
    dataDir,
    databaseUrl: env().DATABASE_URL,
    cookie: `atrium-session=${secret}; atrium-timezone=Europe%2FBerlin`,
    large: await actorIn(secret, largeOrgId),
    small: await actorIn(secret, smallOrgId),
    project: { id: project?.id, token: project?.token },
    stop: async () => {
      await closeDatabase();
      await database?.stop();
      await discardApp(app);
    },
  };
}

async function actorIn(secret: string, orgId: number): Promise<OrgActor> {
  const key = { tokenHash: sha256(secret), at: now(), idleSince: idleSince(now()), origin: nowhere };
  const found = await findOrgActor(key, orgId);
  if (!found) throw new Error(`The owner is not in ${orgId}.`);
  return found.actor;
}
