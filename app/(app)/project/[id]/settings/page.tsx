import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/ui/page-header";
import { getProjectKeys } from "@/db/queries/access-keys";
import { getProjectUsage, getTopEvents } from "@/db/queries/usage";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { billingPeriodOf } from "@/lib/usage/period";
import { ProjectPage } from "../project-page";
import { DangerCard } from "./danger-card";
import { DetailsCard } from "./details-card";
import { KeysCard } from "./keys-card";
import { TransferNotice } from "./transfer-notice";
import { UsageCard } from "./usage-card";

export const metadata: Metadata = { title: "Project settings" };

export default async function ProjectSettingsPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireProject((await params).id, "project.settings.view");
  const { project, org } = actor;
  const at = now();
  const period = billingPeriodOf(at);
  const [keys, usage, top, timeZone] = await Promise.all([
    getProjectKeys(actor, at),
    getProjectUsage(project.id, period),
    getTopEvents(project.id, period),
    viewerTimezone(actor.user),
  ]);
  if (!keys) notFound();
  return (
    <ProjectPage actor={actor} section="settings">
      <PageHeader title="Project settings" sentence={`${project.name} of ${org.name}.`} />
      <TransferNotice actor={actor} />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid min-w-0 gap-4">
          <KeysCard actor={actor} keys={keys} at={at} timeZone={timeZone} />
          <UsageCard usage={usage} top={top} period={period} at={at} />
        </div>
        <div className="grid min-w-0 gap-4">
          <DetailsCard actor={actor} made={keys} timeZone={timeZone} />
          <DangerCard actor={actor} />
        </div>
      </div>
    </ProjectPage>
  );
}
