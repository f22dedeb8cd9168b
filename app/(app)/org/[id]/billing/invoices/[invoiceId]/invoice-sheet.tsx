import type { ReactNode } from "react";
import { Mark } from "@/components/layout/mark";
import { formatDay, formatNumber } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import type { BillingDetails } from "@/db/queries/billing";
import type { Invoice } from "@/db/queries/invoices";
import type { PeriodProject } from "@/db/queries/usage-history";
import { countryName } from "@/lib/billing/countries";
import { moneyOf, monthDay } from "@/lib/format";
import { paths } from "@/lib/paths";
import type { BillingPeriod } from "@/lib/usage/period";

/** Longer lists of projects stand on the page of the period. */
const mostProjects = 40;

type Props = { orgId: number; invoice: Invoice; period: BillingPeriod; projects: PeriodProject[] };

/** The invoice as it is printed: what was billed, to whom, and the usage behind it. */
export function InvoiceSheet({ orgId, invoice, period, projects }: Props) {
  const { details } = invoice;
  return (
    <article className="invoice max-w-[820px] rounded-lg border border-line bg-panel px-6 py-7 sm:px-10 sm:py-9">
      <div className="flex items-start justify-between gap-6">
        <div className="flex items-center gap-2.5">
          <Mark size={28} />
          <span className="font-semibold">Atrium</span>
        </div>
        <div className="text-right">
          <p className="text-lg font-semibold tracking-tight">Invoice</p>
          <p className="font-mono text-xs text-ink-2">{invoice.number}</p>
        </div>
      </div>
      <div className="mt-8 grid gap-6 sm:grid-cols-[3fr_2fr]">
        <div>
          <h2 className="text-xs font-normal text-ink-3">Billed to</h2>
          <address className="mt-0.5 not-italic wrap-anywhere">
            {addressLines(details, invoice.orgName).map((line, index) => (
              <span key={line} className={index === 0 ? "block font-medium" : "block"}>
                {line}
              </span>
            ))}
          </address>
          {!details && (
            <p className="mt-1 text-xs text-ink-3 print:hidden">
              No billing details were given when it was made.{" "}
              <Link href={paths.billing(orgId)} className="underline">
                Give them for the next one
              </Link>
            </p>
          )}
        </div>
        <dl className="grid content-start gap-y-1">
          <Fact label="Billing period">
            {monthDay(period.firstDay)} – {monthDay(period.lastDay)}, {period.firstDay.slice(0, 4)}
          </Fact>
          <Fact label="Issued">{formatDay(invoice.issuedAt, "UTC")}</Fact>
          <Fact label="Due">{formatDay(invoice.dueAt, "UTC")}</Fact>
          {details?.taxId && <Fact label="Your tax id">{details.taxId}</Fact>}
          {details?.purchaseOrder && <Fact label="Purchase order">{details.purchaseOrder}</Fact>}
        </dl>
      </div>
      <table className="mt-8 w-full text-left tabular">
        <caption className="sr-only">What is billed</caption>
        <thead>
          <tr className="border-b border-line-strong text-xs text-ink-3 [&>th]:pb-1.5 [&>th]:font-normal">
            <th scope="col">What</th>
            <th scope="col" className="text-right max-sm:hidden">
              Quantity
            </th>
            <th scope="col" className="text-right max-sm:hidden">
              Price
            </th>
            <th scope="col" className="text-right">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.position} className="border-b border-line align-top [&>td]:py-2.5">
              <td>
                <span className="font-medium">{line.title}</span>
                <span className="block text-xs text-ink-3">{line.detail}</span>
              </td>
              <td className="text-right whitespace-nowrap text-ink-2 max-sm:hidden">
                {formatNumber(line.quantity)} {line.unit}
              </td>
              <td className="pl-4 text-right whitespace-nowrap text-ink-2 max-sm:hidden">
                {moneyOf(line.unitPrice)}
                <span className="text-xs text-ink-3">{line.kind === "plan" ? " a month" : " each"}</span>
              </td>
              <td className="pl-4 text-right whitespace-nowrap">{moneyOf(line.amount)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="[&>*]:pt-3">
            <th scope="row" className="font-semibold">
              Total
            </th>
            <td className="max-sm:hidden" />
            <td className="max-sm:hidden" />
            <td className="text-right text-base font-semibold whitespace-nowrap">{moneyOf(invoice.total)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="mt-4 text-ink-2">{invoice.terms}</p>
      <Usage orgId={orgId} period={period} projects={projects} />
    </article>
  );
}

function Usage({ orgId, period, projects }: Pick<Props, "orgId" | "period" | "projects">) {
  const shown = projects.slice(0, mostProjects);
  const rest = projects.length - shown.length;
  return (
    <section className="mt-8">
      <h2>Usage in this period</h2>
      <table className="mt-1.5 w-full text-left text-[13px] tabular">
        <caption className="sr-only">Events and profiles of each project</caption>
        <thead>
          <tr className="border-b border-line-strong text-xs text-ink-3 [&>th]:pb-1.5 [&>th]:font-normal">
            <th scope="col">Project</th>
            <th scope="col" className="text-right">
              Events
            </th>
            <th scope="col" className="pl-4 text-right">
              Profiles
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((project) => (
            <tr key={project.projectId} className="border-b border-line [&>td]:py-1.5">
              <td className="wrap-anywhere">
                {project.name}
                {project.deleted && <span className="text-ink-3"> · deleted</span>}
              </td>
              <td className="text-right">{formatNumber(project.events)}</td>
              <td className="pl-4 text-right">{project.profiles === null ? "–" : formatNumber(project.profiles)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-medium [&>*]:pt-2">
            <th scope="row" className="font-medium">
              All projects
            </th>
            <td className="text-right">{formatNumber(sumOf(projects, "events"))}</td>
            <td className="pl-4 text-right">{formatNumber(sumOf(projects, "profiles"))}</td>
          </tr>
        </tfoot>
      </table>
      {rest > 0 && (
        <p className="mt-2 text-xs text-ink-3">
          {formatNumber(rest)} more projects:{" "}
          <Link href={paths.usagePeriod(orgId, period.firstDay)} className="underline">
            usage of the period
          </Link>
        </p>
      )}
    </section>
  );
}

function sumOf(projects: PeriodProject[], what: "events" | "profiles"): number {
  return projects.reduce((sum, project) => sum + (project[what] ?? 0), 0);
}

function addressLines(details: BillingDetails | null, orgName: string): string[] {
  if (!details) return [orgName];
  const { company, line1, line2, postalCode, city, region, country } = details;
  const place = [postalCode, city].filter(Boolean).join(" ");
  return [company || orgName, line1, line2, place, region, countryName(country)].filter(Boolean);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-right wrap-anywhere">{children}</dd>
    </div>
  );
}
