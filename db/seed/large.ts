import "server-only";
import { sql } from "drizzle-orm";
import { db, rawSql, type Tx } from "@/db/client";
import { type AuditInput, writeAudit } from "@/lib/audit/write";
import { hashPassword } from "@/lib/auth/password-hash";
import { nowhere } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { newId, newNumericId } from "@/lib/ids";
import { insertProject } from "@/lib/projects/projects";
import { demoPassword } from "./demo-password";
import {
  insertGrants,
  insertInvitations,
  insertMembers,
  insertTeams,
  insertUsage,
  type Part,
  type Size,
} from "./large-rows";
import { daysBefore } from "./seeding";

export type LargeSeed = { largeOrgId: number; smallOrgId: number; ownerEmail: string };

const ownerEmail = "large-owner@demo.test";
const zones = [
  "America/Los_Angeles",
  "Europe/Berlin",
  "UTC",
  "Asia/Tokyo",
  "America/New_York",
  "Asia/Kolkata",
  "Europe/London",
  "Australia/Sydney",
];
const largeSize: Size = { key: "large", members: 100_000, teams: 2_000, projects: 500, invitations: 5_000 };
const smallSize: Size = { key: "small", members: 50, teams: 6, projects: 8, invitations: 6 };

/**
 * Two orgs of the same person for measuring and looking: one of 100,000 members and one of 50. Made once; another run
 * says where they are. `sizes` are for tests.
 */
export async function seedLarge(
  sizes: { large: Size; small: Size } = { large: largeSize, small: smallSize },
): Promise<LargeSeed> {
  const known = await madeBefore();
  if (known) {
    console.log(`Made before: ${described(known)}`);
    return known;
  }
  const started = Date.now();
  console.log(`Making an organization of ${sizes.large.members.toLocaleString("en-US")} members …`);
  const passwordHash = await hashPassword(await demoPassword());
  const made = await db().transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`);
    // The search index takes the new rows as a heap, which the vacuum below sorts in at once.
    await tx.execute(sql`set local gin_pending_list_limit = '1GB'`);
    const ownerId = await insertOwner(tx, passwordHash);
    const largeOrgId = await insertOrg(tx, "Large Organization", ownerId, sizes.large);
    const smallOrgId = await insertOrg(tx, "Small Organization", ownerId, sizes.small);
    const ids = { largeOrgId, smallOrgId, ownerEmail };
    await tx.execute(sql`insert into installation (key, value) values ('large', ${JSON.stringify(ids)})`);
    return ids;
  });
  await tidy();
  console.log(`Made in ${Math.round((Date.now() - started) / 1000)} s: ${described(made)}`);
  return made;
}

/** Plans and index-only scans as in a database that has been running for a while. */
async function tidy(): Promise<void> {
  const session = await rawSql().reserve();
  try {
    await session`set statement_timeout = 0`;
    await session`vacuum analyze users, members, teams, team_members, team_projects, projects, project_grants, invitations, usage_days`;
  } finally {
    await session`reset statement_timeout`;
    session.release();
  }
}

async function madeBefore(): Promise<LargeSeed | null> {
  const [row] = await db().execute<{ value: string }>(sql`select value from installation where key = 'large'`);
  return row ? JSON.parse(row.value) : null;
}

function described({ largeOrgId, smallOrgId }: LargeSeed): string {
  return `Large Organization is /org/${largeOrgId}, Small Organization is /org/${smallOrgId}; sign in as ${ownerEmail} with the demo password.`;
}

async function insertOwner(tx: Tx, passwordHash: string): Promise<string> {
  const id = newId("user");
  const joined = daysBefore(now(), 1200);
  await tx.execute(sql`
    insert into users (id, email, name, password_hash, password_changed_at, email_proven_at, created_at)
    values (${id}, ${ownerEmail}, 'Leopoldine Ostrowski', ${passwordHash}, ${iso(joined)}, ${iso(joined)}, ${iso(joined)})`);
  return id;
}

async function insertOrg(tx: Tx, name: string, ownerId: string, size: Size): Promise<number> {
  const orgId = newNumericId();
  const at = daysBefore(now(), 1100);
  const entries: AuditInput[] = [
    { orgId, action: "org.created", object: { type: "org", id: orgId }, after: { name, plan: "enterprise" } },
  ];
  await tx.execute(sql`
    insert into orgs (id, name, plan, created_at, created_by) values (${orgId}, ${name}, 'enterprise', ${iso(at)}, ${ownerId})`);
  const part: Part = { orgId, ownerId, at: now(), size };
  await insertMembers(tx, part);
  for (let n = 1; n <= size.projects; n += 1) {
    const timezone = zones[n % zones.length] ?? "UTC";
    const project = {
      orgId,
      name: `Project ${String(n).padStart(3, "0")}`,
      timezone,
      createdBy: ownerId,
      now: daysBefore(part.at, 1000 - n),
    };
    await insertProject(tx, project, (entry) => entries.push(entry));
  }
  await insertTeams(tx, part);
  await insertGrants(tx, part);
  await insertInvitations(tx, part);
  await insertUsage(tx, part);
  await writeAudit(
    tx,
    { actor: { kind: "system", userId: ownerId, origin: nowhere }, at: part.at, operationId: newId("operation") },
    entries,
  );
  return orgId;
}

function iso(at: Date): string {
  return at.toISOString();
}
