import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import { accountExports, users } from "@/db/schema";
import { product, type UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { type ExportedTable, personOf, readPerson } from "./personal-data";

/** C3: everything we have about a person in one archive, made by a job. It can be downloaded for 7 days. */
export const exportDays = 7;
const dayMs = 24 * 3600 * 1000;
/** One that is not ready by then has failed; another may be asked for. */
const givenUpMs = 6 * 3600 * 1000;

export async function askExport(actor: UserActor): Promise<void> {
  const { id: userId } = actor.user;
  assertConfirmed(actor, now());
  await assertLimit("account_export.user", userId);
  await mutate(actor, async ({ tx, now, audit, enqueue }) => {
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
    const [running] = await tx
      .select({ id: accountExports.id })
      .from(accountExports)
      .where(
        and(
          eq(accountExports.userId, userId),
          isNull(accountExports.readyAt),
          gt(accountExports.createdAt, new Date(now.getTime() - givenUpMs)),
        ),
      );
    if (running)
      throw new RuleBroken("limit_reached", "An export is being made already. We mail you when it is ready.");
    const exportId = newId("accountExport");
    await tx.insert(accountExports).values({ id: exportId, userId, createdAt: now });
    await enqueue("make_account_export", { exportId });
    audit({
      userId,
      action: "user.export_asked",
      object: { type: "user", id: userId },
      after: { export: exportId },
    });
  });
}

export type ExportContents = { userId: string; email: string; name: string; at: Date; tables: ExportedTable[] };

/** What an export that waits is to contain; null where it is made already. Called by the job. */
export function exportContents(exportId: string): Promise<ExportContents | null> {
  return mutate(product, async ({ tx, now }) => {
    const [row] = await tx
      .select({ userId: accountExports.userId, readyAt: accountExports.readyAt })
      .from(accountExports)
      .where(eq(accountExports.id, exportId));
    const person = row && !row.readyAt ? await personOf(tx, row.userId) : null;
    if (!person) return null;
    const { id: userId, name, emails } = person;
    return { userId, email: emails[0] ?? "", name, at: now, tables: await readPerson(tx, person) };
  });
}

/** Keeps the archive that the job made. False where another run of the job was faster. */
export function keepExport(exportId: string, archive: Buffer): Promise<boolean> {
  return mutate(product, async ({ tx, now, audit }) => {
    const expiresAt = new Date(now.getTime() + exportDays * dayMs);
    const [row] = await tx
      .update(accountExports)
      .set({ archive, bytes: archive.length, readyAt: now, expiresAt })
      .where(and(eq(accountExports.id, exportId), isNull(accountExports.readyAt)))
      .returning({ userId: accountExports.userId });
    if (!row) return false;
    const { userId } = row;
    audit({ userId, action: "user.export_made", object: { type: "user", id: userId }, after: { export: exportId } });
    return true;
  });
}

/** The archive of one's own export, while it is kept. Anybody else's, and one that is gone, is not found. */
export function takeExport(actor: UserActor, exportId: string): Promise<{ archive: Buffer; madeAt: Date }> {
  const { id: userId } = actor.user;
  return mutate(actor, async ({ tx, now, audit }) => {
    const [row] = await tx
      .select({ archive: accountExports.archive, createdAt: accountExports.createdAt })
      .from(accountExports)
      .where(
        and(eq(accountExports.id, exportId), eq(accountExports.userId, userId), gt(accountExports.expiresAt, now)),
      );
    if (!row?.archive) throw new NotFound("export");
    audit({
      userId,
      action: "user.export_downloaded",
      object: { type: "user", id: userId },
      after: { export: exportId },
    });
    return { archive: row.archive, madeAt: row.createdAt };
  });
}
