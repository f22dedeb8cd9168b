import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Card, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { formatNumber } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getProjectKeys } from "@/db/queries/projects";
import { getProjectUsage } from "@/db/queries/usage";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { billingPeriodOf } from "@/lib/usage/period";
import { ProjectPage } from "../project-page";
import { RevealSecret } from "./reveal-secret";

export const metadata: Metadata = { title: "Project settings" };

export default async function ProjectSettingsPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireProject((await params).id, "project.settings.view");
  const { project, org } = actor;
  const [keys, usage] = await Promise.all([getProjectKeys(actor), getProjectUsage(project.id, billingPeriodOf(now()))]);
  if (!keys) notFound();
  return (
    <ProjectPage actor={actor} section="settings">
      <PageHeader title="Project settings" sentence={`${project.name} of ${org.name}.`} />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <Card>
          <CardHeader
            title="Access keys"
            sentence="Applications send events with the token. The API Secret opens the data: keep it on servers."
          />
          <Key label="Token">
            <CopyField value={keys.token} label="Token" />
          </Key>
          <Key label="API Key">
            <CopyField value={keys.apiKey} label="API Key" />
          </Key>
          <Key label="API Secret">
            <RevealSecret projectId={project.id} />
          </Key>
        </Card>
        <Card>
          <CardHeader title="Project details" />
          <Facts>
            <Fact label="Name">{project.name}</Fact>
            <Fact label="Timezone">{project.timezone}</Fact>
            <Fact label="Id">
              <span className="font-mono text-xs">{project.id}</span>
            </Fact>
            <Fact label="Organization">{org.name}</Fact>
            <Fact label="Created">
              <Time at={keys.createdAt} timeZone={await viewerTimezone(actor.user)} />
            </Fact>
            <Fact label="Created by">{keys.createdBy ?? "–"}</Fact>
            <Fact label="Events this period">
              <span className="tabular">{formatNumber(usage.events)}</span>
            </Fact>
            <Fact label="User profiles">
              <span className="tabular">{formatNumber(usage.profiles)}</span>
            </Fact>
          </Facts>
        </Card>
      </div>
    </ProjectPage>
  );
}

function Key({ label, children }: { label: string; children: ReactNode }) {
  return (
    <CardSection className="grid gap-1.5">
      <p className="font-medium">{label}</p>
      {children}
    </CardSection>
  );
}
