import { afterEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { outboxMessages } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { addBillingEmail, confirmBillingEmail, resendBillingEmail } from "@/lib/billing/billing-emails";
import { planDowngrade } from "@/lib/billing/changes";
import { closePeriod } from "@/lib/billing/closing";
import { linkToken } from "@/lib/links";
import { movableClock } from "@/lib/testing/clock";
import { addMember, makeOrg, makeUser, outsider } from "@/lib/testing/factories";
import { resetDatabase } from "@/lib/testing/reset-database";
import { billingPeriodOf } from "@/lib/usage/period";
import { handlers } from "./tasks";

const job = { id: "12" };
const clock = movableClock();
afterEach(async () => {
  clock.reset();
  await resetDatabase();
});

async function emailOf(owner: OrgActor, email: string): Promise<string> {
  await addBillingEmail(owner, email);
  const [row] = await rawSql()<{ id: string }[]>`select id from billing_emails where email = ${email}`;
  return row?.id ?? "";
}

const outbox = () => db().select().from(outboxMessages).orderBy(outboxMessages.recipient);

/** Acme with an owner, a billing admin, an admin, a confirmed address and one that is not. */
async function acme(): Promise<OrgActor> {
  const owner = await makeOrg({ name: "Acme", plan: "growth", owner: await makeUser({ email: "owner@acme.test" }) });
  await addMember(owner, "billing_admin", await makeUser({ email: "billing@acme.test" }));
  await addMember(owner, "admin", await makeUser({ email: "admin@acme.test" }));
  const confirmed = await emailOf(owner, "ledger@acme.test");
  await confirmBillingEmail(outsider(), linkToken("billing-email", confirmed));
  await emailOf(owner, "pending@acme.test");
  return owner;
}
const everybody = ["billing@acme.test", "ledger@acme.test", "owner@acme.test"];

describe("send_billing_email_link", () => {
  test("[O1] says who asks and for what, with a link that confirms, and nothing once it was replaced", async () => {
    const owner = await makeOrg({ name: "Acme" });
    const id = await emailOf(owner, "ledger@acme.test");
    await handlers.send_billing_email_link({ billingEmailId: id, version: 1 }, job);
    const [mail] = await outbox();
    expect(mail).toMatchObject({
      recipient: "ledger@acme.test",
      subject: "Confirm this address for the billing e-mails of Acme",
    });
    const token = /\/billing-email\/(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
    await resendBillingEmail(owner, id);
    await handlers.send_billing_email_link({ billingEmailId: id, version: 1 }, job);
    expect(await outbox()).toHaveLength(1);
    await expect(confirmBillingEmail(outsider(), token)).rejects.toMatchObject({ code: "link_invalid" });
    await handlers.send_billing_email_link({ billingEmailId: id, version: 2 }, job);
    const mails = await outbox();
    const fresh = mails
      .map(({ text }) => /\/billing-email\/(\S+)/.exec(text)?.[1] ?? "")
      .find((each) => each !== token);
    await confirmBillingEmail(outsider(), fresh ?? "");
    await handlers.send_billing_email_link({ billingEmailId: id, version: 2 }, job);
    expect(await outbox()).toHaveLength(2);
  });
});

describe("mails about the bill", () => {
  test("[O1] an invoice goes to owners, billing admins and confirmed addresses, and to nobody else", async () => {
    clock.set("2026-09-14T12:00:00Z");
    const owner = await acme();
    await rawSql()`update orgs set created_at = '2026-01-01' where id = ${owner.org.id}`;
    clock.set("2026-10-01T00:21:00Z");
    await closePeriod(owner.org.id, billingPeriodOf(new Date("2026-09-14T12:00:00Z")));
    const [invoice] = await rawSql()<{ id: string }[]>`select id from invoices`;
    await handlers.send_invoice({ invoiceId: invoice?.id ?? "" }, job);
    const mails = await outbox();
    expect(mails.map(({ recipient }) => recipient)).toEqual(everybody);
    expect(mails[0]?.subject).toBe(`Invoice ${owner.org.id}-0001 of Acme: $280.00`);
    expect(mails[0]?.text).toContain(`/org/${owner.org.id}/billing/invoices/${invoice?.id}`);
    expect(mails[0]?.html).toContain("October 31, 2026");
  });

  test("[O1] usage, plan and retention letters say what, how much and what to do", async () => {
    clock.set("2026-09-14T12:00:00Z");
    const owner = await acme();
    const { id } = owner.org;
    const usage = { orgId: id, period: "2026-09-01", threshold: 120, events: 6_000_000, allowance: 5_000_000 };
    await handlers.send_usage_mail(usage, job);
    await planDowngrade(owner, { plan: "free", was: "growth" });
    const news = { orgId: id, what: "planned" as const, before: "growth" as const, after: "free" as const };
    await handlers.send_plan_letter({ ...news, at: "2026-10-01T00:00:00Z", by: owner.user.id }, job);
    await handlers.send_retention_mail({ orgId: id, announcedAt: "2026-09-14T00:00:00Z" }, job);
    const mails = (await outbox()).filter(({ recipient }) => recipient === "ledger@acme.test");
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      "Acme has used 120 % of its events of this period",
      "Acme will go to the Free plan on October 1, 2026",
      "Old events of Acme will be deleted from October 14, 2026",
    ]);
    const text = mails.map((mail) => mail.text).join("\n");
    expect(text).toContain("6,000,000 events");
    expect(text).toContain("$40.00 on the Growth plan");
    expect(text).toContain("Ada Lovelace planned to change the plan from Growth to Free");
    expect(text).toContain("keeps events for 5 years");
    expect((await outbox()).map(({ recipient }) => recipient)).not.toContain("pending@acme.test");
  });

  test("[Z1] nothing is sent about an organization that is deleted", async () => {
    const owner = await acme();
    await rawSql()`update orgs set deleted_at = now(), deleted_by = ${owner.user.id} where id = ${owner.org.id}`;
    await handlers.send_retention_mail({ orgId: owner.org.id, announcedAt: "2026-09-14T00:00:00Z" }, job);
    await handlers.apply_downgrade({ orgId: owner.org.id }, job);
    expect(await outbox()).toEqual([]);
  });
});
