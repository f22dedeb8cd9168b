import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getDomain, listDomains } from "@/db/queries/domains";
import { isElsewhere } from "@/db/queries/org-security";
import { domains, orgs, outboxMessages } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { handlers } from "@/lib/jobs/tasks";
import { movableClock } from "@/lib/testing/clock";
import { startDns } from "@/lib/testing/dns-server";
import { addMember, auditedIn, makeOrg, makeUser, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { recordOf, unfitness } from "./domain-names";
import { claimDomain, recheckDomain, removeDomain, verifyDomain } from "./domains";
import { claimDomainSchema } from "./schemas";

const dns = await startDns();
process.env.DNS_SERVERS = dns.address;
afterAll(() => dns.stop());
const clock = movableClock();
beforeEach(() => {
  dns.mode = "fine";
  dns.records.clear();
});
afterEach(() => clock.reset());

const later = (days: number) => clock.set(new Date(now().getTime() + days * 24 * 3600 * 1000));
let count = 0;
const someDomain = () => {
  count += 1;
  return `north${count}x${process.pid}.com`;
};

async function claimed(owner: OrgActor, domain = someDomain()) {
  const { domainId } = await claimDomain(owner, { domain });
  const row = await getDomain(owner, domainId);
  if (!row) throw new Error("The claim is gone.");
  return row;
}

function publish(row: { domain: string; token: string }, ...more: string[]): void {
  const { host, value } = recordOf(row);
  dns.records.set(host, [...more, value]);
}

async function verified(owner: OrgActor, domain?: string) {
  const row = await claimed(owner, domain);
  publish(row);
  await verifyDomain(owner, { domainId: row.id });
  return row;
}

const stateOf = async (owner: OrgActor, id: string) => {
  const row = await getDomain(owner, id);
  return row && { verified: row.verifiedAt !== null, missing: row.missingSince !== null };
};

describe("claiming a domain", () => {
  test.each([
    ["Example.com", "example.com"],
    [" @example.com ", "example.com"],
    ["https://example.com/about", "example.com"],
    ["bücher.example.com", "xn--bcher-kva.example.com"],
    ["eu.example.com.", "eu.example.com"],
  ])("[S2] %s is %s", (typed, domain) => {
    expect(claimDomainSchema.parse({ domain: typed })).toEqual({ domain });
  });

  test.each(["", "example", "ada@example.com", "a b.com", "http://", "127.0.0.1"])("[S2] “%s” is none", (typed) => {
    expect(claimDomainSchema.safeParse({ domain: typed }).success).toBe(false);
  });

  test.each(["gmail.com", "outlook.com", "web.de", "mail.gmail.com", "co.uk", "com.au"])(
    "[S2] %s is nobody's own",
    async (domain) => {
      expect(unfitness(domain)).not.toBeNull();
      expect(await refusal(claimDomain(await makeOrg(), { domain }))).toBe("domain_unfit");
    },
  );

  test("[S2] needs its permission, a confirmation and the plan; once each", async () => {
    const owner = await makeOrg();
    const domain = someDomain();
    expect(await refusal(claimDomain(await addMember(owner, "member"), { domain }))).toBe("Forbidden");
    expect(await refusal(claimDomain(unconfirmed(owner), { domain }))).toBe("ConfirmationNeeded");
    expect(await refusal(claimDomain(await makeOrg({ plan: "growth" }), { domain }))).toBe("plan_needed");
    expect(await refusal(claimDomain(await addMember(owner, "admin"), { domain }))).toBe("done");
    expect(await refusal(claimDomain(owner, { domain }))).toBe("already_added");
    expect((await listDomains(owner)).map((row) => row.domain)).toEqual([domain]);
    expect(await auditedIn(owner.org.id)).toContain("domain.claimed");
  });

  test("[S2] one that is not verified blocks nobody", async () => {
    const domain = someDomain();
    const [one, other] = [await makeOrg(), await makeOrg()];
    await claimed(one, domain);
    const row = await verified(other, domain);
    expect(await stateOf(other, row.id)).toEqual({ verified: true, missing: false });
  });
});

describe("verifying it", () => {
  test("[S2] by its record, among others and in pieces; a new token each time", async () => {
    const owner = await makeOrg();
    const row = await claimed(owner);
    expect(await refusal(verifyDomain(owner, { domainId: row.id }))).toBe("record_missing");
    const { host, value } = recordOf(row);
    dns.records.set(host, ["v=spf1 -all", `${value.slice(0, 20)}|${value.slice(20)}`]);
    expect(await refusal(verifyDomain(owner, { domainId: row.id }))).toBe("done");
    expect(await stateOf(owner, row.id)).toEqual({ verified: true, missing: false });
    expect(await auditedIn(owner.org.id)).toEqual(["domain.claimed", "domain.checked", "domain.verified"]);
    expect((await claimed(await makeOrg(), row.domain)).token).not.toBe(row.token);
  });

  test("[S2] another org's record, its parent's or one at the domain itself shows nothing", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const parent = await verified(owner);
    const child = await claimed(owner, `eu.${parent.domain}`);
    const { value } = recordOf(child);
    dns.records.set(child.domain, [value]);
    expect(await refusal(verifyDomain(owner, { domainId: child.id }))).toBe("record_missing");
    const theirs = await claimed(other, parent.domain);
    expect(await refusal(verifyDomain(other, { domainId: theirs.id }))).toBe("record_missing");
    expect(await refusal(verifyDomain(other, { domainId: parent.id }))).toBe("NotFound");
  });

  test("[S2] it is unique once verified, also at the same moment", async () => {
    const domain = someDomain();
    const [one, other] = [await makeOrg(), await makeOrg()];
    const [mine, theirs] = [await claimed(one, domain), await claimed(other, domain)];
    dns.records.set(recordOf(mine).host, [recordOf(mine).value, recordOf(theirs).value]);
    const tries = await race([
      () => verifyDomain(one, { domainId: mine.id }),
      () => verifyDomain(other, { domainId: theirs.id }),
    ]);
    expect((await refusals(tries)).sort()).toEqual(["domain_taken", "done"]);
  });

  test("[S2] where DNS does not answer, nothing is known and nothing changes", async () => {
    const owner = await makeOrg();
    const row = await verified(owner);
    dns.mode = "broken";
    expect(await refusal(verifyDomain(owner, { domainId: row.id }))).toBe("dns_unreachable");
    await recheckDomain(row.id);
    expect(await stateOf(owner, row.id)).toEqual({ verified: true, missing: false });
  });
});

describe("the daily look", () => {
  async function mailsTo({ user }: OrgActor): Promise<string[]> {
    for (const payload of await waitingJobs("send_domain_mail", "dom_")) {
      const given = payload as Parameters<typeof handlers.send_domain_mail>[0];
      await handlers.send_domain_mail(given, { id: `${count}` });
    }
    await db().execute(sql`delete from graphile_worker._private_jobs`);
    const rows = await db().select().from(outboxMessages).where(eq(outboxMessages.recipient, user.email));
    return rows.map(({ subject }) => subject);
  }

  test("[S2] gives a week with mails when the record is gone, then it counts no more", async () => {
    const owner = await makeOrg();
    const row = await verified(owner);
    dns.records.clear();
    await recheckDomain(row.id);
    expect(await stateOf(owner, row.id)).toEqual({ verified: true, missing: true });
    expect(await mailsTo(owner)).toEqual([`The record of ${row.domain} is gone`]);
    later(6.9);
    await recheckDomain(row.id);
    expect(await stateOf(owner, row.id)).toEqual({ verified: true, missing: true });
    later(0.2);
    await recheckDomain(row.id);
    expect(await stateOf(owner, row.id)).toEqual({ verified: false, missing: false });
    expect(await mailsTo(owner)).toContain(`${row.domain} is no longer verified`);
    expect((await auditedIn(owner.org.id)).slice(-3)).toEqual(["domain.missing", "domain.missing", "domain.lapsed"]);
  });

  test("[S2] a record that is back ends the wait, and what stays as it was is not written down", async () => {
    const owner = await makeOrg();
    const row = await verified(owner);
    const before = (await auditedIn(owner.org.id)).length;
    await recheckDomain(row.id);
    expect(await auditedIn(owner.org.id)).toHaveLength(before);
    dns.records.clear();
    await recheckDomain(row.id);
    publish(row);
    await recheckDomain(row.id);
    expect(await stateOf(owner, row.id)).toEqual({ verified: true, missing: false });
  });

  test("[S2] goes over every verified domain of orgs that are there", async () => {
    const [owner, gone] = [await makeOrg(), await makeOrg()];
    const [row, other] = [await verified(owner), await verified(gone)];
    const waiting = await claimed(owner);
    await db().update(orgs).set({ deletedAt: now() }).where(eq(orgs.id, gone.org.id));
    await handlers.recheck_domains({}, { id: "1" });
    const jobs = (await waitingJobs("recheck_domain", "dom_")).map((payload) => payload.domainId);
    expect(jobs).toContain(row.id);
    expect(jobs).not.toContain(other.id);
    expect(jobs).not.toContain(waiting.id);
    await handlers.recheck_domain({ domainId: row.id }, { id: "2" });
    expect((await getDomain(owner, row.id))?.checkedAt).not.toBeNull();
  });
});

describe("what a verified domain means", () => {
  test("[T3] whoever has an address there counts as this org's alone; sub-domains and claims do not count", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const row = await claimed(owner);
    const person = await addMember(owner, "member", await makeUser({ email: `ada@${row.domain}` }));
    const below = await addMember(owner, "member", await makeUser({ email: `ben@eu.${row.domain}` }));
    for (const one of [person, below]) await addMember(other, "member", one);
    expect(await isElsewhere(owner.org.id, person.user.id)).toBe(true);
    publish(row);
    await verifyDomain(owner, { domainId: row.id });
    expect(await isElsewhere(owner.org.id, person.user.id)).toBe(false);
    expect(await isElsewhere(owner.org.id, below.user.id)).toBe(true);
    expect(await isElsewhere(other.org.id, person.user.id)).toBe(true);
    await removeDomain(owner, { domainId: row.id });
    expect(await isElsewhere(owner.org.id, person.user.id)).toBe(true);
    expect(await db().$count(domains, eq(domains.id, row.id))).toBe(0);
  });

  test("[S2] removing it needs a confirmation; somebody else's is not found", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const row = await verified(owner);
    expect(await refusal(removeDomain(other, { domainId: row.id }))).toBe("NotFound");
    expect(await refusal(removeDomain(unconfirmed(owner), { domainId: row.id }))).toBe("ConfirmationNeeded");
    expect(await refusal(removeDomain(owner, { domainId: row.id }))).toBe("done");
  });
});
