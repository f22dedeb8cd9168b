import "server-only";
import { getBillingEmailForMail, getOrgForMail, listBillingRecipients } from "@/db/queries/billing";
import { getInvoiceForMail } from "@/db/queries/invoices";
import { planIds, plans } from "@/lib/billing/plans";
import { runsFrom } from "@/lib/billing/retention";
import { now } from "@/lib/clock";
import { monthsInWords } from "@/lib/format";
import { appUrl, linkToken } from "@/lib/links";
import type { Letter } from "@/lib/mail/letter";
import {
  billingEmailLetter,
  invoiceLetter,
  planLetter,
  retentionLetter,
  usageLetter,
} from "@/lib/mail/letters/billing";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { periodNamed } from "@/lib/usage/period";
import type { Handlers, JobFacts } from "./handlers";

/** Sends nothing to an address that was removed or confirmed meanwhile, or whose link was replaced. */
export const sendBillingEmailLink: Handlers["send_billing_email_link"] = async ({ billingEmailId, version }, job) => {
  const row = await getBillingEmailForMail(billingEmailId);
  if (!row || row.confirmedAt || row.version !== version || row.expiresAt <= now()) return;
  const url = appUrl(`${paths.billingEmail}/${linkToken("billing-email", billingEmailId, version)}`);
  await sendLetter(row.email, billingEmailLetter(row, url), job.id);
};

export const sendInvoice: Handlers["send_invoice"] = async ({ invoiceId }, job) => {
  const invoice = await getInvoiceForMail(invoiceId);
  if (!invoice) return;
  await sendToAll(invoice.orgId, invoiceLetter(invoice, appUrl(paths.invoice(invoice.orgId, invoiceId))), job);
};

export const sendPlanLetter: Handlers["send_plan_letter"] = async ({ orgId, what, before, after, at, by }, job) => {
  const org = await getOrgForMail(orgId, by);
  if (!org) return;
  const names = { orgName: org.name, before: plans[before].name, after: plans[after].name, by: org.by };
  await sendToAll(orgId, planLetter({ ...names, what, at: new Date(at) }, appUrl(paths.billing(orgId))), job);
};

/** Says what was counted when the threshold was noticed. */
export const sendUsageMail: Handlers["send_usage_mail"] = async (payload, job) => {
  const { orgId, period, threshold, events, allowance } = payload;
  const org = await getOrgForMail(orgId, null);
  const periodEnd = periodNamed(period)?.end;
  if (!org || !periodEnd) return;
  const { name: planName, overagePrice } = plans[org.plan];
  const usage = { orgName: org.name, planName, threshold, events, allowance, periodEnd, overagePrice };
  await sendToAll(orgId, usageLetter(usage, appUrl(paths.billing(orgId))), job);
};

export const sendRetentionMail: Handlers["send_retention_mail"] = async ({ orgId, announcedAt }, job) => {
  const org = await getOrgForMail(orgId, null);
  if (!org) return;
  const { name: planName, retentionMonths } = plans[org.plan];
  const longer = planIds
    .map((id) => plans[id])
    .filter((plan) => plan.retentionMonths > retentionMonths)
    .map(({ name, retentionMonths: months }) => ({ name, kept: monthsInWords(months) }));
  const facts = { orgName: org.name, planName, kept: monthsInWords(retentionMonths), longer };
  const letter = retentionLetter({ ...facts, from: runsFrom(new Date(announcedAt)) }, appUrl(paths.plan(orgId)));
  await sendToAll(orgId, letter, job);
};

/** To everybody who gets billing mails at this moment. Tried again, a mail bears the name it had. */
async function sendToAll(orgId: number, letter: Letter, job: JobFacts): Promise<void> {
  for (const email of await listBillingRecipients(orgId)) await sendLetter(email, letter, `${job.id} ${email}`);
}
