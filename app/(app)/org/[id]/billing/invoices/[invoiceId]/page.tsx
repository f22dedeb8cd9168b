import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { formatDay } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { getInvoice } from "@/db/queries/invoices";
import { listAllPeriodProjects } from "@/db/queries/usage-history";
import { requireOrg } from "@/lib/auth/require";
import { moneyOf, monthName } from "@/lib/format";
import { paths } from "@/lib/paths";
import { periodNamed } from "@/lib/usage/period";
import { OrgPage } from "../../../org-page";
import { InvoiceSheet } from "./invoice-sheet";
import { PrintButton } from "./print-button";

export const metadata: Metadata = { title: "Invoice" };

export default async function InvoicePage({ params }: { params: Promise<{ id: string; invoiceId: string }> }) {
  const { id, invoiceId } = await params;
  const actor = await requireOrg(id, "org.billing.manage");
  const { org } = actor;
  const invoice = await getInvoice(org.id, invoiceId);
  const period = invoice && periodNamed(invoice.period);
  if (!invoice || !period) notFound();
  const projects = await listAllPeriodProjects(org.id, period, true);
  return (
    <OrgPage actor={actor} section="billing">
      <div className="print:hidden">
        <PageHeader
          title={`Invoice for ${monthName(invoice.period)}`}
          sentence={`${moneyOf(invoice.total)}, due on ${formatDay(invoice.dueAt, "UTC")}`}
          actions={
            <>
              <LinkButton href={paths.invoices(org.id)}>All invoices</LinkButton>
              <LinkButton href={`/api/org/${org.id}/invoices/${invoice.id}`} plain>
                Download CSV
              </LinkButton>
              <PrintButton />
            </>
          }
        />
      </div>
      <InvoiceSheet orgId={org.id} invoice={invoice} period={period} projects={projects} />
    </OrgPage>
  );
}
