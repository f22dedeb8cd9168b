import type { Metadata } from "next";
import { Card, CardSection } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOrg } from "@/lib/auth/require";
import { newSecret } from "@/lib/ids";
import { OrgPage } from "../../org-page";
import { TeamForm } from "./team-form";

export const metadata: Metadata = { title: "Create Team" };

export default async function NewTeamPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireOrg((await params).id, "org.teams.manage");
  return (
    <OrgPage actor={actor} section="teams">
      <PageHeader title="Create Team" sentence="First its name. Role, people and projects come on the next page." />
      <Card className="max-w-[560px]">
        <CardSection>
          <TeamForm orgId={actor.org.id} requestKey={newSecret(18)} />
        </CardSection>
      </Card>
    </OrgPage>
  );
}
