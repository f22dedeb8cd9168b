import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { searchInvoices } from "@/db/queries/invoices";
import { requireOrg } from "@/lib/auth/require";
import { moneyOf, monthName } from "@/lib/format";
import { readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../list-links";
import { OrgPage } from "../../org-page";

export const metadata: Metadata = { title: "Invoices" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function InvoicesPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.billing.manage");
  const { id } = actor.org;
  const place = readPlace(await searchParams, ["number"], { sort: "number", dir: "desc" });
  const { rows, total } = await searchInvoices(id, { ...place, dir: "desc" });
  const { foot } = listLinks(paths.invoices(id), {}, place, rows, total);
  return (
    <OrgPage actor={actor} section="billing">
      <PageHeader
        title="Invoices"
        sentence="One for each billing period that cost something, made when it ended."
        actions={<LinkButton href={paths.billing(id)}>Plan & Billing</LinkButton>}
      />
      <Card>
        {rows.length === 0 ? (
          <EmptyState action={<LinkButton href={paths.plan(id)}>Compare plans</LinkButton>}>
            There is no invoice yet. The first comes when a billing period that costs something has ended.
          </EmptyState>
        ) : (
          <>
            <Table caption="Invoices">
              <Thead>
                <Th>Period</Th>
                <Th wide>Number</Th>
                <Th wide>Issued</Th>
                <Th wide>Due</Th>
                <Th align="right">Amount</Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td>
                      <NameCell name={monthName(row.period)} href={paths.invoice(id, row.id)} more={row.number} />
                    </Td>
                    <Td wide>
                      <span className="font-mono text-xs">{row.number}</span>
                    </Td>
                    <Td wide>{formatDay(row.issuedAt, "UTC")}</Td>
                    <Td wide>{formatDay(row.dueAt, "UTC")}</Td>
                    <Td align="right">{moneyOf(row.total)}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            <Pagination {...foot} />
          </>
        )}
      </Card>
    </OrgPage>
  );
}
