import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { requireOrg } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { orgPermissions, projectPermissions } from "@/lib/authz/permissions";
import { orgRoleSentences, projectRoleSentences } from "@/lib/authz/role-words";
import { orgRoleNames, orgRoles, projectRoleFromOrg, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { OrgPage } from "../org-page";
import { CeilingCard } from "./ceiling-card";
import { MatrixCard } from "./matrix-card";
import { PlanNote } from "./plan-note";

export const metadata: Metadata = { title: "Permissions" };

type Props = { params: Promise<{ id: string }> };

/** What roles allow, drawn from the table that enforces it. For every member. */
export default async function PermissionsPage({ params }: Props) {
  const actor = await requireOrg((await params).id, "org.overview.view");
  const own = projectRoleFromOrg(actor.role);
  return (
    <OrgPage actor={actor} section="permissions">
      <PageHeader
        title="Permissions"
        sentence={`What each role allows. You are ${orgRoleNames[actor.role]} of ${actor.org.name}.`}
        actions={
          can(actor, "org.directory.view") && <LinkButton href={paths.why(actor.org.id)}>Explain access</LinkButton>
        }
      />
      <div className="grid gap-4">
        <MatrixCard
          id="organization"
          title="In the organization"
          sentence="One role per person."
          rules={Object.values(orgPermissions)}
          roles={orgRoles
            .toReversed()
            .map((role) => ({ id: role, name: orgRoleNames[role], sentence: orgRoleSentences[role] }))}
          own={actor.role}
        />
        <MatrixCard
          id="project"
          title="On a project"
          sentence={
            own
              ? `As ${orgRoleNames[actor.role]} of the organization you are at least ${projectRoleNames[own]} on every project.`
              : "The highest of what a team, an individual grant and a grant to all users give. Owners and admins of the organization reach every project."
          }
          rules={Object.values(projectPermissions)}
          roles={projectRoles
            .toReversed()
            .map((role) => ({ id: role, name: projectRoleNames[role], sentence: projectRoleSentences[role] }))}
          own={own}
        />
        <PlanNote actor={actor} />
        <CeilingCard own={actor.role} />
      </div>
    </OrgPage>
  );
}
