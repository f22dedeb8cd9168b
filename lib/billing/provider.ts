import type { JobName, Jobs } from "@/lib/jobs/jobs";

/** What a provider learns of an invoice that was just made. Money is in US cents. */
export type IssuedInvoice = { invoiceId: string; orgId: number; total: number; dueAt: Date };

type Enqueue = <Name extends JobName>(name: Name, payload: Jobs[Name]) => Promise<void>;

/**
 * How invoices reach who pays them. `issue` runs inside the transaction that makes the invoice, once for each: what
 * talks to the world is a job that it enqueues. A provider that charges a card does so in such a job, keyed by the
 * invoice's id.
 */
export type InvoiceProvider = {
  /** Days until an invoice is due. */
  dueDays: number;
  /** How to pay, in a sentence on the invoice. */
  terms: string;
  issue: (invoice: IssuedInvoice, enqueue: Enqueue) => Promise<void>;
};

/** The built-in one: the invoice is mailed and paid by bank transfer. */
const byMail: InvoiceProvider = {
  dueDays: 30,
  terms: "Pay by bank transfer within 30 days and name the invoice number.",
  issue: ({ invoiceId }, enqueue) => enqueue("send_invoice", { invoiceId }),
};

export const invoiceProvider = byMail;
