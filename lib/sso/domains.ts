import "server-only";
import { and, eq, isNotNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connections, domains } from "@/db/schema";
import { type OrgActor, product } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { assertPlanHas } from "@/lib/billing/capabilities";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId, newSecret } from "@/lib/ids";
import { type Change, lockOrgRow, mutate, mutateOrg } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { txtRecords } from "./dns";
import { recordOf, unfitness } from "./domain-names";
import type { ClaimDomainInput, DomainInput } from "./schemas";
import { mailNoWayIn } from "./way-in";

/**
 * S2: an org shows that a domain is its own by a TXT record. One org has it verified at a time; claims that are not
 * verified block nobody. Verified ones are looked at once a day, and stop counting a week after their record is gone.
 */
export const graceDays = 7;
const dayMs = 24 * 3600 * 1000;

export async function claimDomain(actor: OrgActor, { domain }: ClaimDomainInput): Promise<{ domainId: string }> {
  const unfit = unfitness(domain);
  if (unfit) throw new RuleBroken("domain_unfit", unfit, { field: "domain" });
  return mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now: at, audit }) => {
    assertConfirmed(fresh, at);
    assertPlanHas(fresh.org.plan, "sso", "domain");
    const { id: orgId } = fresh.org;
    const [known] = await tx
      .select({ id: domains.id })
      .from(domains)
      .where(and(eq(domains.orgId, orgId), eq(domains.domain, domain)));
    if (known) throw new RuleBroken("already_added", "That domain is in the list already.", { field: "domain" });
    const id = newId("domain");
    const values = { id, orgId, domain, token: newSecret(24), claimedAt: at, claimedBy: fresh.user.id };
    await tx.insert(domains).values(values);
    audit({ orgId, action: "domain.claimed", object: { type: "domain", id }, after: { domain } });
    return { domainId: id };
  });
}

/** Looks for the record now. Throws RuleBroken `record_missing`, `dns_unreachable` or `domain_taken`. */
export async function verifyDomain(actor: OrgActor, { domainId }: DomainInput): Promise<{ domain: string }> {
  const claim = await mutateOrg(actor, "org.security.manage", ({ tx, actor: fresh }) =>
    findDomain(tx, fresh.org.id, domainId),
  );
  await assertLimit("domain.org", String(actor.org.id));
  // The network is asked outside of the transaction; what it said is judged inside.
  const { host, value } = recordOf(claim);
  const records = await txtRecords(host);
  if (records === null) {
    throw new RuleBroken("dns_unreachable", "DNS did not answer in time. Try again in a minute.");
  }
  const there = records.includes(value);
  await mutateOrg(actor, "org.security.manage", async ({ tx, actor: fresh, now: at, audit }) => {
    const { id: orgId } = fresh.org;
    const row = await findDomain(tx, orgId, domainId);
    if (there && !row.verifiedAt) await assertFree(tx, row);
    const verifiedAt = row.verifiedAt ?? (there ? at : null);
    await tx
      .update(domains)
      .set({ checkedAt: at, verifiedAt, ...(there ? { missingSince: null } : {}) })
      .where(eq(domains.id, domainId));
    const action = there && !row.verifiedAt ? "domain.verified" : "domain.checked";
    audit({ orgId, action, object: { type: "domain", id: domainId }, after: { domain: row.domain, found: there } });
  });
  if (!there) throw new RuleBroken("record_missing", missing(host, records));
  return { domain: claim.domain };
}

function missing(host: string, records: string[]): string {
  const found = records.length === 0 ? "nothing stands there" : `what stands there is “${records[0]?.slice(0, 80)}”`;
  return `The record was not found at ${host}: ${found}. A new record can take an hour until everybody sees it.`;
}

/** The domain counts for nothing any more, from this moment on. */
export function removeDomain(actor: OrgActor, { domainId }: DomainInput): Promise<{ domain: string }> {
  return mutateOrg(actor, "org.security.manage", async (change) => {
    const { tx, actor: fresh, now: at, audit } = change;
    assertConfirmed(fresh, at);
    const { id: orgId } = fresh.org;
    const row = await findDomain(tx, orgId, domainId);
    await mailPeopleOf(change, row);
    await tx.delete(domains).where(eq(domains.id, domainId));
    audit({
      orgId,
      action: "domain.removed",
      object: { type: "domain", id: domainId },
      before: { domain: row.domain },
    });
    return { domain: row.domain };
  });
}

/** The daily look, by the job: gone begins a week of grace with mails, and its end ends the verification. */
export async function recheckDomain(domainId: string): Promise<void> {
  const row = await mutate(product, async ({ tx }) => {
    const [found] = await tx
      .select()
      .from(domains)
      .where(and(eq(domains.id, domainId), isNotNull(domains.verifiedAt)));
    return found;
  });
  if (!row) return;
  const { host, value } = recordOf(row);
  const records = await txtRecords(host);
  // Where DNS does not answer nothing is known; it is asked again tomorrow.
  if (records === null) return;
  await noteRecheck(row.orgId, domainId, records.includes(value));
}

function noteRecheck(orgId: number, domainId: string, there: boolean): Promise<void> {
  return mutate(product, async (change) => {
    const { tx, now: at, audit, enqueue } = change;
    await lockOrgRow(tx, orgId);
    const row = await findDomain(tx, orgId, domainId);
    if (!row.verifiedAt) return;
    const { domain } = row;
    // As it was yesterday: nothing is written down.
    if (there && !row.missingSince) return;
    const object = { type: "domain" as const, id: domainId };
    const lapses =
      !there && row.missingSince !== null && at.getTime() - row.missingSince.getTime() >= graceDays * dayMs;
    const missingSince = there || lapses ? null : (row.missingSince ?? at);
    if (lapses) await mailPeopleOf(change, row);
    await tx
      .update(domains)
      .set({ checkedAt: at, missingSince, ...(lapses ? { verifiedAt: null } : {}) })
      .where(eq(domains.id, domainId));
    if (lapses) {
      audit({ orgId, action: "domain.lapsed", object, before: { domain } });
      await enqueue("send_domain_mail", { domainId, what: "lapsed", domain, orgId });
    } else if (!there) {
      // A mail a day: the week is for somebody to read one of them.
      audit({ orgId, action: "domain.missing", object, after: { domain } });
      await enqueue("send_domain_mail", { domainId, what: "missing", domain, orgId });
    } else audit({ orgId, action: "domain.checked", object, after: { domain, found: true } });
  });
}

/** Its people who only came in through the connection it points to get a link to set a password. */
async function mailPeopleOf(
  change: Change<OrgActor | typeof product>,
  { connectionId, domain, verifiedAt }: typeof domains.$inferSelect,
): Promise<void> {
  if (!connectionId || !verifiedAt) return;
  const [connection] = await change.tx.select().from(connections).where(eq(connections.id, connectionId));
  if (connection && connection.stage !== "draft") await mailNoWayIn(change, connection, domain);
}

/** When a domain whose record is gone stops counting. */
export function lapseOf(missingSince: Date): Date {
  return new Date(missingSince.getTime() + graceDays * dayMs);
}

async function assertFree(tx: Tx, { orgId, domain }: { orgId: number; domain: string }): Promise<void> {
  const [taken] = await tx
    .select({ id: domains.id })
    .from(domains)
    .where(and(eq(domains.domain, domain), isNotNull(domains.verifiedAt), ne(domains.orgId, orgId)));
  if (taken) {
    throw new RuleBroken(
      "domain_taken",
      "Another organization here has verified this domain. It has to remove it there first; ask us if nobody knows it.",
    );
  }
}

async function findDomain(tx: Tx, orgId: number, domainId: string) {
  const [row] = await tx
    .select()
    .from(domains)
    .where(and(eq(domains.id, domainId), eq(domains.orgId, orgId)))
    .for("update");
  if (!row) throw new NotFound("domain");
  return row;
}
