import type { Metadata } from "next";
import { DayBars } from "@/components/charts/day-bars";
import { Card, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import { getProjectUsage } from "@/db/queries/usage";
import { requireProject } from "@/lib/auth/require";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { monthDay } from "@/lib/format";
import { billingPeriodOf } from "@/lib/usage/period";
import { projectCourse } from "@/lib/usage/projection";
import { ProjectPage } from "./project-page";

export const metadata: Metadata = { title: "Project" };

export default async function ProjectOverviewPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireProject((await params).id, "project.reports.view");
  const at = now();
  const period = billingPeriodOf(at);
  const usage = await getProjectUsage(actor.project.id, period);
  return (
    <ProjectPage actor={actor} section="reports">
      <PageHeader
        title={actor.project.name}
        sentence={`What arrived between ${monthDay(period.firstDay)} and ${monthDay(period.lastDay)}.`}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <Card>
          <CardSection>
            <h2>Events this period</h2>
            <p className="mt-1.5 mb-4 text-[28px]/9 font-semibold tracking-tight tabular">
              {formatNumber(usage.events)}
            </p>
            <DayBars
              days={projectCourse(usage.days, at).days}
              title="Events per day of the billing period"
              unit="events"
            />
          </CardSection>
        </Card>
        <Card>
          <CardHeader title="Project" />
          <Facts>
            <Fact label="Your role">
              <Tag tone="accent">{projectRoleNames[actor.projectRole]}</Tag>
            </Fact>
            <Fact label="Organization">{actor.org.name}</Fact>
            <Fact label="Timezone">{actor.project.timezone}</Fact>
            <Fact label="User profiles">
              <span className="tabular">{formatNumber(usage.profiles)}</span>
            </Fact>
          </Facts>
        </Card>
      </div>
    </ProjectPage>
  );
}
