import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/ui/page-header";
import { getAutotrack } from "@/db/queries/autotrack";
import { requireProject } from "@/lib/auth/require";
import { now } from "@/lib/clock";
import { automaticEvents } from "@/lib/events/automatic-events";
import { billingPeriodOf } from "@/lib/usage/period";
import { ProjectPage } from "../../project-page";
import { AutomaticEvents } from "./automatic-events";
import { Toggle } from "./toggle";

export const metadata: Metadata = { title: "Autotrack" };

export default async function AutotrackPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireProject((await params).id, "project.settings.edit");
  const period = billingPeriodOf(now());
  const names = automaticEvents.map(({ name }) => name);
  const autotrack = await getAutotrack(actor, names, period);
  if (!autotrack) notFound();
  return (
    <ProjectPage actor={actor} section="autotrack">
      <PageHeader
        title="Autotrack"
        sentence="What the mobile libraries send by themselves, without a line of your code."
      />
      <div className="grid max-w-[760px] gap-4">
        <Toggle projectId={actor.project.id} on={autotrack.on} />
        <AutomaticEvents on={autotrack.on} counts={autotrack.counts} period={period} />
      </div>
    </ProjectPage>
  );
}
