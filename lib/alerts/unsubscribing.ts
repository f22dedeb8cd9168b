import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { alerts, orgs, projects, reports } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import { projectRoleMay } from "@/lib/authz/permissions";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { isRuleBroken, RuleBroken } from "@/lib/errors";
import { tokenFits, tokenId } from "@/lib/links";
import { mutate } from "@/lib/mutate";
import { lookedAtNext } from "./choice";
import { assertRoomFor, entryOf } from "./own";
import { type AlertWhen, whenInWords } from "./words";

/**
 * Leaving by the link of a mail or text message: whoever holds it may, signed in or not. The link says nothing about
 * anybody, works as long as the alert is known, and the same page takes it back.
 */
export type Unsubscribing = { when: string; reportName: string; projectName: string; orgName: string; ended: boolean };

/** What the page of a link says. Changes nothing. */
export function pendingUnsubscription(actor: OutsideActor, token: string): Promise<Unsubscribing> {
  return mutate(actor, async ({ tx }) => {
    const { alert, ...names } = await findByToken(tx, token);
    return { ...names, when: whenInWords(alert satisfies AlertWhen), ended: alert.endedAt !== null };
  });
}

/** Once is enough: a second time changes nothing. */
export function unsubscribeByLink(actor: OutsideActor, token: string): Promise<void> {
  return mutate(actor, async ({ tx, now, audit }) => {
    const { alert, reportName } = await findByToken(tx, token);
    if (alert.endedAt) return;
    await tx.update(alerts).set({ endedAt: now, nextAt: null }).where(eq(alerts.id, alert.id));
    audit({ ...entryOf(alert, "alert.unsubscribed"), before: { report: reportName } });
  });
}

/** RFC 8058: what the mail program of somebody posts. A token that fits nothing is answered like one that does. */
export async function unsubscribeAtOnce(actor: OutsideActor, token: string): Promise<void> {
  try {
    await unsubscribeByLink(actor, token);
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
  }
}

/** Takes it back, as long as the person may still subscribe. */
export function subscribeAgain(actor: OutsideActor, token: string): Promise<void> {
  return mutate(actor, async ({ tx, now, audit }) => {
    const { alert, reportName } = await findByToken(tx, token);
    if (!alert.endedAt) return;
    const role = await effectiveProjectRole(tx, alert.projectId, alert.userId);
    if (!role || !projectRoleMay(role, "project.reports.edit")) {
      throw new RuleBroken(
        "link_invalid",
        "Your role in the project does not allow new alerts. Ask an owner or admin of the project.",
      );
    }
    await assertRoomFor(tx, alert);
    const nextAt = lookedAtNext({ ...alert, endedAt: null }, now);
    await tx.update(alerts).set({ endedAt: null, nextAt }).where(eq(alerts.id, alert.id));
    audit({ ...entryOf(alert, "alert.resubscribed"), after: { report: reportName } });
  });
}

async function findByToken(tx: Tx, token: string) {
  const id = tokenId(token);
  const fits = id !== null && tokenFits(token, "unsubscribe", id);
  const [found] = fits
    ? await tx
        .select({ alert: alerts, reportName: reports.name, projectName: projects.name, orgName: orgs.name })
        .from(alerts)
        .innerJoin(reports, eq(reports.id, alerts.reportId))
        .innerJoin(projects, and(eq(projects.id, alerts.projectId), isNull(projects.deletedAt)))
        .innerJoin(orgs, and(eq(orgs.id, alerts.orgId), isNull(orgs.deletedAt)))
        .where(eq(alerts.id, id))
        .for("update", { of: alerts })
    : [];
  if (!found) {
    throw new RuleBroken(
      "link_invalid",
      "This link belongs to no alert: it has ended, or the address is not whole. Nothing is sent for it.",
    );
  }
  return found;
}
