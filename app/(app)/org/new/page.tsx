import type { Metadata } from "next";
import { Card, CardSection } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireUser } from "@/lib/auth/require";
import { newSecret } from "@/lib/ids";
import { AccountPage } from "../../account-page";
import { OrgForm } from "./org-form";

export const metadata: Metadata = { title: "Create Organization" };

export default async function NewOrgPage() {
  const actor = await requireUser();
  return (
    <AccountPage actor={actor} section={null}>
      <PageHeader
        title="Create Organization"
        sentence="It links people, teams, projects and a plan. You become its owner."
      />
      <Card className="max-w-[560px]">
        <CardSection>
          <OrgForm requestKey={newSecret(18)} />
        </CardSection>
      </Card>
    </AccountPage>
  );
}
