import type postgres from "postgres";
import { newId } from "@/lib/ids";
import { linkOf } from "./links";
import type { Org, Project } from "./people";
import type { Site } from "./test";

export const closedPeriod = "2026-10-01";

/** A closed billing period with its projects and an invoice. */
export async function makeInvoice(sql: postgres.Sql, org: Org, projects: Project[] = []): Promise<string> {
  const id = newId("invoice");
  await sql.begin(async (tx) => {
    await tx`
      insert into closed_periods (org_id, period, plan, allowance, events, profiles, total, closed_at)
      values (${org.id}, ${closedPeriod}, 'enterprise', 20000000, 21500000, 1204, 166000, '2026-11-01T00:21:00Z')`;
    for (const project of projects) {
      await tx`
        insert into closed_project_periods (org_id, period, project_id, name, events, profiles, deleted)
        values (${org.id}, ${closedPeriod}, ${project.id}, ${project.name}, 21500000, 1204, false)`;
    }
    const details = {
      company: `${org.name}, Inc.`,
      line1: "1 Main Street",
      line2: "",
      postalCode: "10115",
      city: "Berlin",
      region: "",
      country: "DE",
      taxId: "DE123456789",
      purchaseOrder: "PO-1",
    };
    await tx`
      insert into invoices (id, org_id, number, period, org_name, details, terms, total, issued_at, due_at)
      values (${id}, ${org.id}, 1, ${closedPeriod}, ${org.name}, ${tx.json(details)}, 'Pay by bank transfer within 30 days.',
        166000, '2026-11-01T00:21:00Z', '2026-12-01T00:21:00Z')`;
    await tx`
      insert into invoice_lines (org_id, invoice_id, position, kind, title, detail, quantity, unit, unit_price, amount)
      values (${org.id}, ${id}, 1, 'plan', 'Enterprise plan', 'Oct 1 – Oct 31', 31, 'days', 160000, 160000),
        (${org.id}, ${id}, 2, 'overage', 'Events above the allowance', '1,500,000 events', 2, 'started millions', 3000, 6000)`;
  });
  return id;
}

export type AddedEmail = { id: string; email: string; link: string };

/** A billing e-mail that waits for its confirmation. */
export async function makeBillingEmail(sql: postgres.Sql, site: Site, org: Org, email: string): Promise<AddedEmail> {
  const id = newId("billingEmail");
  await sql`
    insert into billing_emails (id, org_id, email, added_at, sent_at, expires_at)
    values (${id}, ${org.id}, ${email}, now(), now(), now() + interval '7 days')`;
  return { id, email, link: linkOf(site, "billing-email", id) };
}
