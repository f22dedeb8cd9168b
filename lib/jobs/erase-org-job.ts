import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { auditChains, members, orgs, projects, users } from "@/db/schema";
import { deleteSome, eraseRowsOfDatasets, forgetDataset } from "@/lib/events/erase";
import { logger } from "@/lib/log";
import { lockDatasets } from "@/lib/projects/datasets";
import { enqueueJob } from "./enqueue";
import { batchesInARow, goOn } from "./go-on";
import type { Handlers } from "./handlers";

const eventRows = 10_000;
/** Each of these may take others with it. */
const otherRows = 5_000;

/**
 * Everything of an organization, in batches: the data of its projects, then every table that bears its id, found by
 * the catalogue so that no later one is forgotten. The owners, the organization itself and the last mails go in one
 * transaction at the end. Kept are the accounts of people, and what their own logs say.
 */
export const eraseOrg: Handlers["erase_org"] = async ({ orgId }) => {
  for (let batch = 0; batch < batchesInARow; batch += 1) {
    if ((await eraseBatch(orgId)) === "done") return;
  }
  await goOn("erase_org", { orgId }, orgId);
};

function eraseBatch(orgId: number): Promise<"done" | "more"> {
  return db().transaction(async (tx) => {
    const [org] = await tx
      .select({ name: orgs.name })
      .from(orgs)
      .where(and(eq(orgs.id, orgId), isNotNull(orgs.erasingAt)))
      .for("update");
    if (!org) return "done";
    if ((await eraseSomeOfAProject(tx, orgId)) || (await eraseSomeRows(tx, orgId))) return "more";
    await eraseTheRest(tx, orgId, org.name);
    return "done";
  });
}

async function eraseSomeOfAProject(tx: Tx, orgId: number): Promise<boolean> {
  const [project] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), isNotNull(projects.datasetId)))
    .orderBy(projects.id)
    .limit(1);
  if (!project) return false;
  const datasets = await lockDatasets(tx, project.id);
  const gone = await eraseRowsOfDatasets(tx, datasets, eventRows);
  if (gone < eventRows) {
    await tx.delete(projects).where(eq(projects.id, project.id));
    for (const id of datasets) await forgetDataset(tx, id);
  }
  return true;
}

/** The owners stay to the end: the database lets no organization be without one. */
async function eraseSomeRows(tx: Tx, orgId: number): Promise<boolean> {
  const tables = await tx.execute<{ name: string }>(sql`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'org_id' and not a.attisdropped
      and c.relname <> 'org_counts'
    order by c.relname`);
  let left = otherRows;
  for (const { name } of tables) {
    const where = name === "members" ? sql`org_id = ${orgId} and role <> 'owner'` : sql`org_id = ${orgId}`;
    if (left > 0) left -= await deleteSome(tx, name, where, left);
  }
  return left < otherRows;
}

async function eraseTheRest(tx: Tx, orgId: number, orgName: string): Promise<void> {
  const owners = await tx
    .select({ email: users.email, name: users.name })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.orgId, orgId));
  for (const { email, name } of owners) await enqueueJob(tx, "send_org_erased", { email, name, orgName });
  // An account whose address was never proven was made for this organization alone.
  await tx.delete(users).where(and(eq(users.limitedToOrgId, orgId), isNull(users.emailProvenAt)));
  await tx.update(users).set({ limitedToOrgId: null }).where(eq(users.limitedToOrgId, orgId));
  await tx.delete(auditChains).where(eq(auditChains.chain, `org:${orgId}`));
  await tx.delete(orgs).where(eq(orgs.id, orgId));
  logger.info({ orgId }, "an organization was erased, 90 days after its deletion");
}
