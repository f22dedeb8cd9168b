import "server-only";
import { RuleBroken } from "@/lib/errors";
import { giveBackLimits, inWords, type LimitWant, readLimits, takeLimits } from "@/lib/rate-limit";

/** I4: invitations are limited per org, per recipient and per receiving domain. */

/** Why an address gets nothing now, and after how many seconds it may. */
export type SendingRefusal = { sentence: string; retryAfter: number };

/**
 * All or nothing. Taken before the transaction; when one limit refuses, what was taken is given back and nothing is
 * sent. Throws RuleBroken `limit_reached` at `emails`.
 */
export async function takeSendingLimits(orgId: number, emails: readonly string[]): Promise<void> {
  const refused = await takeWhatLimitsAllow(orgId, emails);
  const [first] = refused.values();
  if (!first) return;
  await giveBackSending(
    orgId,
    emails.filter((email) => !refused.has(email)),
  );
  throw new RuleBroken("limit_reached", `${first.sentence} Try again in ${inWords(first.retryAfter)}.`, {
    field: "emails",
    retryAfter: first.retryAfter,
  });
}

/** As many of these, in their order, as the limits allow; answers which are refused. Only the others are counted. */
export async function takeWhatLimitsAllow(
  orgId: number,
  emails: readonly string[],
): Promise<Map<string, SendingRefusal>> {
  const wants = wanted(orgId, emails);
  const answers = await takeLimits(wants);
  const room = new Map(wants.map((want, index) => [nameOf(want), (answers[index]?.left ?? 0) + want.points]));
  const waits = new Map(wants.map((want, index) => [nameOf(want), answers[index]?.retryAfter ?? 0]));
  const refused = new Map<string, SendingRefusal>();
  for (const email of emails) {
    const counted = wanted(orgId, [email]);
    const full = counted.find((want) => (room.get(nameOf(want)) ?? 0) < 1);
    if (full) refused.set(email, { sentence: sentence(full), retryAfter: waits.get(nameOf(full)) ?? 0 });
    else for (const want of counted) room.set(nameOf(want), (room.get(nameOf(want)) ?? 0) - 1);
  }
  await giveBackSending(orgId, [...refused.keys()]);
  return refused;
}

/** How many invitations the org may send today, at most. */
export async function sendingLeft(orgId: number): Promise<number> {
  const [left] = await readLimits([{ name: "invitation.org", key: String(orgId), points: 0 }]);
  return Math.max(0, left ?? 0);
}

/** For addresses that were counted and got nothing after all. */
export function giveBackSending(orgId: number, emails: readonly string[]): Promise<void> {
  return giveBackLimits(wanted(orgId, emails));
}

function wanted(orgId: number, emails: readonly string[]): LimitWant[] {
  if (emails.length === 0) return [];
  const domains = new Map<string, number>();
  for (const email of emails) {
    const domain = email.slice(email.indexOf("@") + 1);
    domains.set(domain, (domains.get(domain) ?? 0) + 1);
  }
  return [
    { name: "invitation.org", key: String(orgId), points: emails.length },
    ...[...domains].map(([key, points]) => ({ name: "invitation.domain" as const, key: `${orgId}|${key}`, points })),
    ...emails.map((email) => ({ name: "invitation.recipient" as const, key: email, points: 1 })),
  ];
}

function nameOf({ name, key }: LimitWant): string {
  return `${name} ${key}`;
}

function sentence(refused: LimitWant): string {
  const subject = refused.key.slice(refused.key.indexOf("|") + 1);
  if (refused.name === "invitation.recipient") return `${subject} has been sent enough invitations today.`;
  if (refused.name === "invitation.domain") return `Too many invitations to ${subject} within an hour.`;
  return "Your organization has sent its invitations for today.";
}
