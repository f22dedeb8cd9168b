import type { Metadata } from "next";
import { Card, CardSection } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { newSecret } from "@/lib/ids";
import { timezoneOptions } from "@/lib/timezones";
import { OrgPage } from "../../org-page";
import { ProjectForm } from "./project-form";

export const metadata: Metadata = { title: "Create Project" };

export default async function NewProjectPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireOrg((await params).id, "org.projects.create");
  return (
    <OrgPage actor={actor} section="projects">
      <PageHeader
        title="Create Project"
        sentence={`In ${actor.org.name}. Owners and admins of the organization reach it at once.`}
      />
      <Card className="max-w-[560px]">
        <CardSection>
          <ProjectForm
            orgId={actor.org.id}
            requestKey={newSecret(18)}
            timezone={await viewerTimezone(actor.user)}
            timezones={timezoneOptions(now())}
          />
        </CardSection>
      </Card>
    </OrgPage>
  );
}
