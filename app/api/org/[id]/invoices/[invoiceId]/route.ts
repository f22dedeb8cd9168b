import { getInvoice } from "@/db/queries/invoices";
import { listAllPeriodProjects } from "@/db/queries/usage-history";
import { orgRoute } from "@/lib/auth/handlers";
import { noteBillingExport } from "@/lib/billing/exports";
import { type Cell, csvResponse } from "@/lib/csv";
import { NotFound } from "@/lib/errors";
import { periodNamed } from "@/lib/usage/period";

/** An invoice as a file: its lines, then the usage of each project. Money is in US dollars. */
export const GET = orgRoute("org.billing.manage", async (actor, _request, { params }) => {
  const id = String((await params).invoiceId);
  const invoice = await getInvoice(actor.org.id, id);
  const period = invoice && periodNamed(invoice.period);
  if (!invoice || !period) throw new NotFound("invoice");
  await noteBillingExport(actor, "invoice", { invoice: id });
  const { number, issuedAt, lines } = invoice;
  async function* rows(): AsyncGenerator<Cell[][]> {
    const head = [number, issuedAt, period?.firstDay.slice(0, 7)];
    yield lines.map((line) => [
      ...head,
      line.title,
      line.detail,
      line.quantity,
      line.unit,
      line.unitPrice / 100,
      line.amount / 100,
    ]);
    yield [[...head, "Total", "", "", "", "", invoice ? invoice.total / 100 : ""]];
    if (!period) return;
    const projects = await listAllPeriodProjects(actor.org.id, period, true);
    yield projects.map((row) => [...head, "Usage", row.name, row.events, "events", "", ""]);
  }
  const header = ["Invoice", "Issued", "Period", "What", "Detail", "Quantity", "Unit", "Price (USD)", "Amount (USD)"];
  return csvResponse(`invoice-${number}.csv`, header, rows());
});
