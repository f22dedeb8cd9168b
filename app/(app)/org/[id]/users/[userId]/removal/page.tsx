import type { Metadata } from "next";
import { forbidden, notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { explainAccess } from "@/db/queries/access";
import { getMember } from "@/db/queries/members";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { mayChangeOrgRole, orgRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { OrgPage } from "../../../org-page";
import { RemovalForm } from "./removal-form";

export const metadata: Metadata = { title: "Remove from organization" };

export default async function RemovalPage({ params }: { params: Promise<{ id: string; userId: string }> }) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.members.remove");
  const at = now();
  const [member, access] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    explainAccess(actor, userId, 6),
  ]);
  if (!member) notFound();
  if (!mayChangeOrgRole(actor.role, member.role)) forbidden();
  const { teams } = member;
  const names = access.projects.map((project) => project.name);
  const losses = [
    `The role ${orgRoleNames[member.role]} in ${actor.org.name}`,
    access.total > 0 && `Access to ${countOf(access.total, "project")}: ${listOf(names, 6, access.total)}`,
    teams.length > 0 && `The place in ${countOf(teams.length, "team")}: ${listOf(teams.map((team) => team.name))}`,
  ].filter((loss) => loss !== false);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader title={`Remove ${member.name}`} sentence={member.email} />
      <Card className="max-w-[680px]">
        <CardHeader title="What they lose at once" />
        <CardBody className="grid gap-4">
          <ul className="list-disc pl-5 text-ink-2">
            {losses.map((loss) => (
              <li key={loss}>{loss}</li>
            ))}
          </ul>
          <p className="text-ink-2">
            Their account, and their place in other organizations, stay. Grants are not kept: inviting them again starts
            anew.
          </p>
          <RemovalForm orgId={actor.org.id} userId={userId} name={member.name} />
        </CardBody>
      </Card>
    </OrgPage>
  );
}
