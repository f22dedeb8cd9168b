import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { getPlanState } from "@/db/queries/billing";
import { requireOrg } from "@/lib/auth/require";
import { planIds, plans } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { readText, type SearchParams } from "@/lib/pagination";
import { billingPeriodOf } from "@/lib/usage/period";
import { OrgPage } from "../../org-page";
import { PlannedNotice } from "../../plan-notices";
import { ComparePlans } from "./compare-plans";
import { PlanPreview } from "./plan-preview";

export const metadata: Metadata = { title: "Change plan" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function PlanPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.billing.manage");
  const { org } = actor;
  const wanted = readText(await searchParams, "plan");
  const chosen = planIds.find((plan) => plan === wanted && plan !== org.plan);
  const at = now();
  const period = billingPeriodOf(at);
  const state = await getPlanState(org.id, period);
  return (
    <OrgPage actor={actor} section="billing">
      <PageHeader
        title={chosen ? `${plans[org.plan].name} to ${plans[chosen].name}` : "Change plan"}
        sentence={
          chosen
            ? "What it costs, what changes and for whom. Nothing happens before the button."
            : "More holds at once and is paid from that day. Less holds from the next billing period on."
        }
      />
      <div className="grid gap-4">
        {state.planned && <PlannedNotice orgId={org.id} plan={org.plan} planned={state.planned} mayChange />}
        {chosen ? (
          <PlanPreview actor={actor} to={chosen} state={state} period={period} at={at} />
        ) : (
          <ComparePlans orgId={org.id} held={org.plan} planned={state.planned} />
        )}
      </div>
    </OrgPage>
  );
}
