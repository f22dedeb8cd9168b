import { countOf, moneyOf, monthName } from "@/lib/format";
import type { Fact, Letter } from "../letter";
import { mailMoment } from "../words";

/** Mails about an org's plan and bill, to owners, billing admins and confirmed billing e-mails. */

const mailDay = (at: Date) => new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(at);

const whyOf = (orgName: string) =>
  `You get this mail because you are an owner or billing admin of ${orgName}, or your address is one of its billing e-mails. They are changed under Plan & Billing.`;

type Link = { email: string; orgName: string; addedBy: string | null; addedByEmail: string | null; expiresAt: Date };

export function billingEmailLetter({ email, orgName, addedBy, addedByEmail, expiresAt }: Link, url: string): Letter {
  return {
    subject: `Confirm this address for the billing e-mails of ${orgName}`,
    preview: "Invoices and usage notices will come to this address once you confirm it.",
    title: `Billing e-mails of ${orgName}`,
    paragraphs: [
      addedBy
        ? [
            { strong: addedBy },
            ` (${addedByEmail ?? ""}) wants to have invoices and usage notices of `,
            { strong: orgName },
            ` sent to ${email}.`,
          ]
        : ["Invoices and usage notices of ", { strong: orgName }, ` are to be sent to ${email}.`],
      ["Nothing is sent before you confirm. It makes no account and gives no access."],
    ],
    button: { label: "Confirm address", url },
    afterwards: `The link works until ${mailMoment(expiresAt)}. Opening it changes nothing: you confirm on the page.`,
    why: `You get this mail because somebody in ${orgName} entered your address. If you do not know them, leave it; nothing happens.`,
  };
}

type Invoice = {
  orgName: string;
  number: string;
  period: string;
  total: number;
  dueAt: Date;
  terms: string;
  purchaseOrder: string;
  lines: { title: string; amount: number }[];
};

export function invoiceLetter(invoice: Invoice, url: string): Letter {
  const { orgName, number, period, total, dueAt, terms, purchaseOrder, lines } = invoice;
  return {
    subject: `Invoice ${number} of ${orgName}: ${moneyOf(total)}`,
    preview: `For ${monthName(period)}, due on ${mailDay(dueAt)}.`,
    title: `${moneyOf(total)} for ${monthName(period)}`,
    paragraphs: [["The invoice of ", { strong: orgName }, ` for ${monthName(period)} is ready. ${terms}`]],
    facts: [
      { label: "Invoice", values: [number] },
      ...(purchaseOrder ? [{ label: "Your order", values: [purchaseOrder] }] : []),
      ...lines.map(({ title, amount }): Fact => ({ label: title, values: [moneyOf(amount)] })),
      { label: "Total", values: [moneyOf(total)] },
      { label: "Due", values: [mailDay(dueAt)] },
    ],
    button: { label: "See the invoice", url },
    afterwards:
      "The page can be printed, and has the usage of each project as CSV. It asks owners and billing admins to sign in.",
    why: whyOf(orgName),
  };
}

type Usage = {
  orgName: string;
  planName: string;
  threshold: number;
  events: number;
  allowance: number;
  periodEnd: Date;
  overagePrice: number;
};

export function usageLetter(usage: Usage, url: string): Letter {
  const { orgName, planName, threshold, events, allowance, periodEnd, overagePrice } = usage;
  const above = threshold >= 100;
  const said = threshold === 100 ? "all of its events" : `${threshold} % of its events`;
  const price = `Each started million above it costs ${moneyOf(overagePrice)} on the ${planName} plan.`;
  return {
    subject: `${orgName} has used ${said} of this period`,
    preview: above ? `Nothing is dropped. ${price}` : "Nothing changes yet.",
    title: `${threshold} % of this period’s events are used`,
    paragraphs: [
      [
        { strong: orgName },
        ` has sent ${countOf(events, "event")} in this billing period; the ${planName} plan includes ${countOf(allowance, "event")}.`,
      ],
      [
        above
          ? `Further events are stored as before and billed. ${price}`
          : `Nothing changes until the allowance is used up, and nothing is dropped then. ${price}`,
      ],
    ],
    facts: [
      { label: "Used", values: [countOf(events, "event")] },
      { label: "Included", values: [countOf(allowance, "event")] },
      { label: "Next period", values: [`begins on ${mailDay(periodEnd)}`] },
    ],
    button: { label: "See usage and plans", url },
    why: whyOf(orgName),
  };
}

type PlanNews = {
  orgName: string;
  what: "upgraded" | "planned" | "downgraded";
  before: string;
  after: string;
  at: Date;
  by: string | null;
};

export function planLetter({ orgName, what, before, after, at, by }: PlanNews, url: string): Letter {
  const who = by ?? "Somebody";
  const day = mailDay(at);
  const news = {
    upgraded: {
      subject: `${orgName} is on the ${after} plan`,
      preview: `${who} upgraded it from ${before}.`,
      sentence: ` changed the plan from ${before} to ${after}. It holds from today on and is paid from this day of the period.`,
    },
    planned: {
      subject: `${orgName} will go to the ${after} plan on ${day}`,
      preview: `${who} planned it. It can be taken back until then.`,
      sentence: ` planned to change the plan from ${before} to ${after} on ${day}. Until then everything stays, and it can be taken back.`,
    },
    downgraded: {
      subject: `${orgName} is on the ${after} plan now`,
      preview: `As planned, it went there from ${before}.`,
      sentence: `As planned, the plan went from ${before} to ${after} on ${day}. What people were given before, they keep.`,
    },
  }[what];
  return {
    subject: news.subject,
    preview: news.preview,
    title: news.subject,
    paragraphs: [what === "downgraded" ? [news.sentence] : [{ strong: who }, news.sentence]],
    button: { label: what === "planned" ? "See or take back" : "See the plan", url },
    why: whyOf(orgName),
  };
}

type Retention = {
  orgName: string;
  planName: string;
  kept: string;
  from: Date;
  longer: { name: string; kept: string }[];
};

export function retentionLetter({ orgName, planName, kept, from, longer }: Retention, url: string): Letter {
  return {
    subject: `Old events of ${orgName} will be deleted from ${mailDay(from)}`,
    preview: `The ${planName} plan keeps events for ${kept}.`,
    title: `From ${mailDay(from)} on, old events are deleted`,
    paragraphs: [
      [
        "The ",
        { strong: planName },
        " plan of ",
        { strong: orgName },
        ` keeps events for ${kept}. Some are about to become older.`,
      ],
      [
        `Nothing is deleted before ${mailDay(from)}. From then on, events older than ${kept} are deleted every day, for good. Profiles, reports and what was counted for billing stay.`,
      ],
    ],
    facts: longer.map(({ name, kept: months }) => ({ label: name, values: [`keeps events for ${months}`] })),
    button: { label: longer.length > 0 ? "Compare plans" : "See the plan", url },
    afterwards: longer.length > 0 ? "An upgrade before that day keeps them." : undefined,
    why: whyOf(orgName),
  };
}
