import "server-only";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { countWaysBack } from "@/db/queries/connection-people";
import { connections, domains, ssoAttempts } from "@/db/schema";
import type { Actor, OrgActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import type { Change } from "@/lib/mutate";
import { whatIsMissing } from "./complete";
import type { Stage, StageInput } from "./connection-schemas";
import { type Connection, changeConnection, entryOf, told } from "./connections";
import { mailNoWayIn } from "./way-in";

/**
 * S3: draft → optional → required. A draft signs nobody in but whoever tests it. Optional and required need a set-up
 * that is whole, a verified domain and a test that succeeded since the last change; required needs the actor's own test
 * of the last 15 minutes, and somebody who keeps a way back in.
 */
export const testMinutes = 15;

export function changeStage(actor: OrgActor, { connectionId, stage }: StageInput): Promise<{ name: string }> {
  return changeConnection(actor, connectionId, (change, row) => step(change, row, stage), { silent: true });
}

async function step(change: Change<OrgActor>, row: Connection, stage: Stage): Promise<{ name: string }> {
  const { tx, actor: fresh, now: at, audit, enqueue } = change;
  if (row.stage === stage) return { name: row.name };
  if (stage !== "draft") await assertReady(tx, row);
  if (stage === "required") {
    await assertOwnTest(tx, row, fresh, at);
    if ((await countWaysBack(row.orgId, tx)) === 0) throw noWayBack();
  }
  await tx.update(connections).set({ stage }).where(eq(connections.id, row.id));
  // Who came in through it alone has no way in any more.
  if (stage === "draft") await mailNoWayIn(change, row);
  audit({
    ...entryOf(row),
    action: "connection.stage_changed",
    before: { stage: row.stage },
    after: { name: row.name, stage },
  });
  await enqueue("send_connection_mail", told(row, stage, fresh));
  return { name: row.name };
}

/** R7: with the plan's end nobody has to go through single sign-on, and who has no other way in gets a link by mail. */
export async function releaseRequired(change: Change<Actor>, orgId: number): Promise<void> {
  const { tx, audit, enqueue } = change;
  const rows = await tx.select().from(connections).where(eq(connections.orgId, orgId)).for("update");
  for (const row of rows.filter(({ stage }) => stage !== "draft")) {
    await mailNoWayIn(change, row);
    await enqueue("send_connection_mail", told(row, "plan_ended", null));
    if (row.stage !== "required") continue;
    await tx.update(connections).set({ stage: "optional" }).where(eq(connections.id, row.id));
    audit({
      ...entryOf(row),
      action: "connection.stage_changed",
      before: { stage: row.stage },
      after: { name: row.name, stage: "optional" },
    });
  }
}

async function assertReady(tx: Tx, row: Connection): Promise<void> {
  const pointing = await tx
    .select({ id: domains.id })
    .from(domains)
    .where(and(eq(domains.connectionId, row.id), isNotNull(domains.verifiedAt)));
  const missing = whatIsMissing({ ...row, hasClientSecret: row.clientSecret !== null }, pointing.length);
  if (missing) throw new RuleBroken("connection_incomplete", `Add ${missing} first.`);
  const test = await lastTest(tx, row);
  if (!test) {
    throw new RuleBroken("test_needed", "Test the connection first: no test has succeeded since it was last changed.");
  }
}

async function assertOwnTest(tx: Tx, row: Connection, actor: OrgActor, at: Date): Promise<void> {
  const test = await lastTest(tx, row, actor.user.id);
  if (test && at.getTime() - test.getTime() < testMinutes * 60_000) return;
  throw new RuleBroken(
    "test_needed",
    `Test the connection yourself first: it can be required within ${testMinutes} minutes of your own successful test.`,
  );
}

/** When the connection as it is now was last tested with success, by this person or by anybody. */
export async function lastTest(tx: Tx, row: Connection, userId?: string): Promise<Date | null> {
  const [found] = await tx
    .select({ answeredAt: ssoAttempts.answeredAt, createdAt: ssoAttempts.createdAt })
    .from(ssoAttempts)
    .where(
      and(
        eq(ssoAttempts.connectionId, row.id),
        eq(ssoAttempts.purpose, "test"),
        eq(ssoAttempts.outcome, "answered"),
        isNotNull(ssoAttempts.usedAt),
        userId ? eq(ssoAttempts.userId, userId) : undefined,
      ),
    )
    .orderBy(desc(ssoAttempts.createdAt))
    .limit(1);
  return found?.answeredAt && found.createdAt > row.changedAt ? found.answeredAt : null;
}

function noWayBack(): RuleBroken {
  return new RuleBroken(
    "way_back_needed",
    "Nobody could come back in if the provider fails: an owner or admin needs a password and a second factor first. Set one up under your account's security page.",
  );
}
