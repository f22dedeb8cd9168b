import "server-only";
import { RuleBroken } from "@/lib/errors";
import { giveBackLimit, inWords, type LimitName, takeLimit } from "@/lib/rate-limit";

type Taken = { name: LimitName; key: string; points: number };

/**
 * I4: invitations are limited per org, per recipient and per receiving domain. Taken before the transaction; when one
 * limit refuses, what was taken is given back and nothing is sent. Throws RuleBroken `limit_reached` at `emails`.
 */
export async function takeSendingLimits(orgId: number, emails: string[]): Promise<void> {
  const taken: Taken[] = [];
  for (const want of wanted(orgId, emails)) {
    const answer = await takeLimit(want.name, want.key, want.points);
    // The limiter counts what it refuses, too.
    taken.push(want);
    if (answer.ok) continue;
    await Promise.all(taken.map(({ name, key, points }) => giveBackLimit(name, key, points)));
    throw new RuleBroken("limit_reached", `${sentence(want)} Try again in ${inWords(answer.retryAfter)}.`, {
      field: "emails",
      retryAfter: answer.retryAfter,
    });
  }
}

function wanted(orgId: number, emails: string[]): Taken[] {
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

function sentence(refused: Taken): string {
  const subject = refused.key.slice(refused.key.indexOf("|") + 1);
  if (refused.name === "invitation.recipient") return `${subject} has been sent enough invitations today.`;
  if (refused.name === "invitation.domain") return `Too many invitations to ${subject} within an hour.`;
  return "Your organization has sent its invitations for today.";
}
