import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listReachedProjects } from "@/db/queries/access";
import { getPlanState } from "@/db/queries/billing";
import { getOrgCounts, listMyTeams } from "@/db/queries/orgs";
import { getOrgUsage } from "@/db/queries/usage";
import { requireOrg } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { periodTerms } from "@/lib/billing/terms";
import { now } from "@/lib/clock";
import { billingPeriodOf } from "@/lib/usage/period";
import { DeletionLink } from "./deletion-link";
import { OrgPage } from "./org-page";
import { MyProjects, MyTeams } from "./own-places";
import { OwnersNotice } from "./owners-notice";
import { PlanCard } from "./plan-card";
import { PlannedNotice } from "./plan-notices";
import { RenameForm } from "./rename-form";
import { UsageCard } from "./usage-card";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireOrg((await params).id, "org.overview.view");
  const at = now();
  const period = billingPeriodOf(at);
  const seesAll = can(actor, "org.directory.view");
  const [state, usage, counts, teams, projects] = await Promise.all([
    getPlanState(actor.org.id, period),
    getOrgUsage(actor.org.id, period),
    seesAll ? getOrgCounts(actor.org.id) : null,
    seesAll ? [] : listMyTeams(actor),
    seesAll ? [] : listReachedProjects(actor, { orgId: actor.org.id, limit: 200 }),
  ]);
  const { org } = actor;
  const managesBilling = can(actor, "org.billing.manage");
  const { allowance } = periodTerms(period, { ...org, changes: state.changes });
  return (
    <OrgPage actor={actor} section="overview">
      <PageHeader title="Overview" sentence={`Plan and usage of ${actor.org.name}.`} />
      {counts && <OwnersNotice orgId={actor.org.id} owners={counts.owners} />}
      {state.planned && (
        <div className="mb-4">
          <PlannedNotice orgId={org.id} plan={org.plan} planned={state.planned} mayChange={managesBilling} />
        </div>
      )}
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <UsageCard usage={usage} period={period} allowance={allowance} at={at} />
        <PlanCard orgId={org.id} plan={org.plan} state={state} periodEnd={period.end} managesBilling={managesBilling} />
      </div>
      {can(actor, "org.name.change") && (
        <Card className="mt-4">
          <CardHeader title="Organization name" sentence="Shown to everyone in it, in menus and in e-mails." />
          <CardBody>
            <RenameForm orgId={actor.org.id} name={actor.org.name} />
          </CardBody>
        </Card>
      )}
      {!seesAll && (
        <div className="mt-4 grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
          <MyProjects projects={projects} />
          <MyTeams teams={teams} />
        </div>
      )}
      {can(actor, "org.delete") && <DeletionLink orgId={actor.org.id} />}
    </OrgPage>
  );
}
