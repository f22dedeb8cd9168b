import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listReachedProjects } from "@/db/queries/access";
import { requireOrg } from "@/lib/auth/require";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf, listOf } from "@/lib/format";
import { AccountPage } from "../../../account-page";
import { LeaveForm } from "./leave-form";

export const metadata: Metadata = { title: "Leave Organization" };

export default async function LeavePage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireOrg((await params).id, "org.overview.view");
  const projects = await listReachedProjects(actor, { orgId: actor.org.id, limit: 200 });
  return (
    <AccountPage actor={actor} section="overview">
      <PageHeader title={`Leave ${actor.org.name}`} sentence="Your account and your other organizations stay." />
      <Card className="max-w-[680px]">
        <CardHeader title="What you lose at once" />
        <CardBody className="grid gap-4">
          <ul className="list-disc pl-5 text-ink-2">
            <li>{`The role ${orgRoleNames[actor.role]} in ${actor.org.name}, and your place in its teams`}</li>
            {projects.length > 0 && (
              <li>{`Access to ${countOf(projects.length, "project")}: ${listOf(projects.map((project) => project.name))}`}</li>
            )}
          </ul>
          <p className="text-ink-2">To come back you need a new invitation.</p>
          <LeaveForm orgId={actor.org.id} />
        </CardBody>
      </Card>
    </AccountPage>
  );
}
