import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { getBillingDetails, getPlanState, listBillingEmails } from "@/db/queries/billing";
import { getOrgUsage } from "@/db/queries/usage";
import { listClosedPeriods } from "@/db/queries/usage-history";
import { requireOrg } from "@/lib/auth/require";
import { countryChoices } from "@/lib/billing/countries";
import { plans } from "@/lib/billing/plans";
import { overageOf, periodTerms } from "@/lib/billing/terms";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { billingPeriodOf } from "@/lib/usage/period";
import { projectCourse } from "@/lib/usage/projection";
import { OrgPage } from "../org-page";
import { PlannedNotice, RetentionNotice } from "../plan-notices";
import { BillingEmails } from "./billing-emails";
import { CurrentPlan } from "./current-plan";
import { DetailsForm } from "./details-form";
import { HistoryCard } from "./history-card";
import { NextInvoice } from "./next-invoice";

export const metadata: Metadata = { title: "Plan & Billing" };

export default async function BillingPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireOrg((await params).id, "org.billing.manage");
  const { org } = actor;
  const at = now();
  const period = billingPeriodOf(at);
  const [state, usage, closed, details, emails] = await Promise.all([
    getPlanState(org.id, period),
    getOrgUsage(org.id, period),
    listClosedPeriods(org.id),
    getBillingDetails(org.id),
    listBillingEmails(org.id),
  ]);
  const terms = periodTerms(period, { ...org, changes: state.changes });
  const expected = projectCourse(usage.days, at).expected;
  return (
    <OrgPage actor={actor} section="billing">
      <PageHeader
        title="Plan & Billing"
        sentence={`What ${org.name} pays for, and where invoices go.`}
        actions={
          <LinkButton href={paths.plan(org.id)} variant="primary">
            Change plan
          </LinkButton>
        }
      />
      <div className="grid gap-4">
        {state.planned && <PlannedNotice orgId={org.id} plan={org.plan} planned={state.planned} mayChange />}
        {state.retention && <RetentionNotice orgId={org.id} plan={org.plan} retention={state.retention} mayChange />}
        <div className="grid items-stretch gap-4 lg:grid-cols-2">
          <CurrentPlan plan={plans[org.plan]} usage={usage} allowance={terms.allowance} period={period} />
          <NextInvoice
            terms={terms}
            sofar={overageOf(terms.plan, usage.events, terms.allowance)}
            expected={overageOf(terms.plan, expected, terms.allowance)}
            period={period}
          />
        </div>
        <HistoryCard orgId={org.id} closed={closed} current={{ period, usage, allowance: terms.allowance }} />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <DetailsForm orgId={org.id} orgName={org.name} details={details} countries={countryChoices()} />
          <BillingEmails orgId={org.id} emails={emails} at={at} />
        </div>
      </div>
    </OrgPage>
  );
}
