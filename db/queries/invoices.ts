import "server-only";
import { and, asc, count, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { invoiceLines, invoices } from "@/db/schema";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import type { BillingDetails } from "./billing";
import { pageClauses } from "./page";

export type InvoiceRow = {
  id: string;
  number: string;
  period: string;
  total: number;
  issuedAt: Date;
  dueAt: Date;
  cursor: string;
};

/** How an invoice is called: the org's id and its number in it, such as "483920174-0007". */
export function invoiceName(orgId: number, number: number): string {
  return `${orgId}-${String(number).padStart(4, "0")}`;
}

/** One page of an org's invoices, the newest first. */
export async function searchInvoices(
  orgId: number,
  place: ListPlace<"number">,
  most?: number,
): Promise<{ rows: InvoiceRow[]; total: number }> {
  const [counted] = await db().select({ total: count() }).from(invoices).where(eq(invoices.orgId, orgId));
  const total = counted?.total ?? 0;
  const clauses = pageClauses(place, { by: sql`${invoices.number}`, type: "float8" }, sql`${invoices.id}`, total);
  const rows = await db()
    .select({
      id: invoices.id,
      number: invoices.number,
      period: invoices.period,
      total: invoices.total,
      issuedAt: invoices.issuedAt,
      dueAt: invoices.dueAt,
    })
    .from(invoices)
    .where(and(eq(invoices.orgId, orgId), clauses.where))
    .orderBy(clauses.orderBy)
    .limit(most ?? clauses.limit)
    .offset(clauses.offset);
  const newestFirst = [...rows].sort((a, b) => b.number - a.number);
  return {
    rows: newestFirst.map((row) => ({
      ...row,
      number: invoiceName(orgId, row.number),
      cursor: writeCursor(String(row.number), row.id),
    })),
    total,
  };
}

export type InvoiceLine = Omit<typeof invoiceLines.$inferSelect, "orgId" | "invoiceId">;
export type Invoice = Omit<InvoiceRow, "cursor"> & {
  orgName: string;
  details: BillingDetails | null;
  terms: string;
  lines: InvoiceLine[];
};

/** An invoice of the org with its lines, or null. */
export async function getInvoice(orgId: number, id: string): Promise<Invoice | null> {
  const [[row], lines] = await Promise.all([
    db()
      .select()
      .from(invoices)
      .where(and(eq(invoices.orgId, orgId), eq(invoices.id, id))),
    listLines(id),
  ]);
  return row
    ? { ...row, number: invoiceName(orgId, row.number), details: row.details as BillingDetails | null, lines }
    : null;
}

/** The same for its mail, whatever org it is of. */
export async function getInvoiceForMail(id: string) {
  const [[row], lines] = await Promise.all([db().select().from(invoices).where(eq(invoices.id, id)), listLines(id)]);
  if (!row) return null;
  const { purchaseOrder = "" } = (row.details as BillingDetails | null) ?? {};
  return { ...row, number: invoiceName(row.orgId, row.number), purchaseOrder, lines };
}

function listLines(invoiceId: string): Promise<InvoiceLine[]> {
  return db()
    .select({
      position: invoiceLines.position,
      kind: invoiceLines.kind,
      title: invoiceLines.title,
      detail: invoiceLines.detail,
      quantity: invoiceLines.quantity,
      unit: invoiceLines.unit,
      unitPrice: invoiceLines.unitPrice,
      amount: invoiceLines.amount,
    })
    .from(invoiceLines)
    .where(eq(invoiceLines.invoiceId, invoiceId))
    .orderBy(asc(invoiceLines.position));
}
