import "server-only";
import { randomInt } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { alerts } from "@/db/schema";
import { type ProjectActor, product, type UserActor } from "@/lib/authz/actor";
import { keyedHash, sameSecret } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { mutate } from "@/lib/mutate";
import { assertLimit, takeLimit } from "@/lib/rate-limit";
import { confirmedPhone, lookedAtNext, phoneNumber } from "./choice";
import { entryOf, findOwn } from "./own";

/**
 * The code that proves a phone number: six digits, ten minutes; it stands in no queue and no log. Five tries, however many
 * codes were texted (SEC-R15).
 */
export const alertCodeMinutes = 10;
const mostFailures = 5;

/** Counts a code that is about to be texted, for the person and for the number; none where none will be. */
export async function takeCodeLimits(actor: ProjectActor, typed: string): Promise<void> {
  const phone = phoneNumber(typed);
  const known = await mutate(actor, ({ tx }) => confirmedPhone(tx, actor, phone));
  if (!known) await countCode(actor, phone);
}

async function countCode(actor: UserActor, phone: string): Promise<void> {
  await assertLimit("alert_code.user", actor.user.id);
  const ofPhone = await takeLimit("alert_code.phone", phone);
  if (!ofPhone.ok) {
    throw new RuleBroken("limit_reached", "This number has been sent enough codes today. Try again tomorrow.", {
      field: "phone",
      retryAfter: ofPhone.retryAfter,
    });
  }
}

/** Texts a new code; the old one is dead. */
export async function resendAlertCode(actor: UserActor, alertId: string): Promise<void> {
  const { alert } = await mutate(actor, ({ tx }) => findOwn(tx, actor, alertId));
  if (alert.phone === null || alert.phoneConfirmedAt) return;
  await countCode(actor, alert.phone);
  await mutate(actor, async ({ tx, audit, enqueue }) => {
    const own = await findOwn(tx, actor, alertId);
    await enqueue("send_alert_code", { alertId });
    audit(entryOf(own.alert, "alert.code_resent"));
  });
}

/** Called by the job that texts it. Null where there is nothing to prove any more. */
export function newAlertCode(alertId: string): Promise<{ code: string; phone: string; projectId: number } | null> {
  return mutate(product, async ({ tx, audit, now }) => {
    const [alert] = await tx.select().from(alerts).where(eq(alerts.id, alertId)).for("update");
    if (!alert?.phone || alert.phoneConfirmedAt || alert.endedAt) return null;
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const codeExpiresAt = new Date(now.getTime() + alertCodeMinutes * 60_000);
    await tx
      .update(alerts)
      .set({ codeHash: hashOf(alertId, alert.phone, code), codeExpiresAt })
      .where(eq(alerts.id, alertId));
    audit(entryOf(alert, "alert.code_made"));
    return { code, phone: alert.phone, projectId: alert.projectId };
  });
}

/** From now on messages go to the number. */
export async function confirmAlertPhone(
  actor: UserActor,
  alertId: string,
  code: string,
): Promise<{ reportName: string }> {
  const { right, reportName } = await mutate(actor, async ({ tx, audit, now }) => {
    const own = await findOwn(tx, actor, alertId);
    const { alert } = own;
    if (alert.phone === null || alert.phoneConfirmedAt) return { right: true, reportName: own.reportName };
    if (!alert.codeHash || !alert.codeExpiresAt || alert.codeExpiresAt <= now)
      throw new RuleBroken("link_expired", "That code has run out. Have a new one texted.", { field: "code" });
    if (alert.codeFailures >= mostFailures)
      throw new RuleBroken("throttled", "Too many wrong codes. Unsubscribe, and begin again with this number.", {
        field: "code",
      });
    const fits = sameSecret(alert.codeHash, hashOf(alertId, alert.phone, code));
    if (fits) {
      const nextAt = lookedAtNext({ ...alert, phoneConfirmedAt: now }, now);
      const values = { phoneConfirmedAt: now, codeHash: null, codeExpiresAt: null, codeFailures: 0, nextAt };
      await tx.update(alerts).set(values).where(eq(alerts.id, alertId));
    } else {
      await tx
        .update(alerts)
        .set({ codeFailures: sql`${alerts.codeFailures} + 1` })
        .where(eq(alerts.id, alertId));
    }
    audit(entryOf(alert, fits ? "alert.phone_confirmed" : "alert.code_failed"));
    return { right: fits, reportName: own.reportName };
  });
  if (!right) throw new RuleBroken("wrong_code", "That is not the code in the latest text message.", { field: "code" });
  return { reportName };
}

function hashOf(alertId: string, phone: string, code: string): string {
  return keyedHash("alert-code", `${alertId}|${phone}|${code}`);
}
