import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { listInvitePickers } from "@/db/queries/projects";
import { requireOrg } from "@/lib/auth/require";
import {
  givableOrgRoles,
  mayGiveProjectRole,
  orgRoleNames,
  projectRoleFromOrg,
  projectRoleNames,
  projectRoles,
} from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import { readText, type SearchParams } from "@/lib/pagination";
import { OrgPage } from "../../org-page";
import { InviteForm } from "./invite-form";

export const metadata: Metadata = { title: "Invite Users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function InvitePage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.invite");
  const { projects, teams } = await listInvitePickers(actor);
  const role = readText(await searchParams, "role");
  const { plan } = actor.org;
  const highestFirst = [...projectRoles].reverse();
  const roles = givableOrgRoles(actor.role).map((value) => ({ value, label: orgRoleNames[value] }));
  const limited = highestFirst.some((value) => !planAllowsProjectRole(plan, value));
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title="Invite Users"
        sentence={`Each gets an e-mail with a link to join ${actor.org.name}. It works for seven days.`}
      />
      <div className="max-w-[680px]">
        <InviteForm
          orgId={actor.org.id}
          roles={roles}
          projectRoles={highestFirst
            .filter((value) => mayGiveProjectRole(projectRoleFromOrg(actor.role), value))
            .map((value) => ({ value, label: projectRoleNames[value], disabled: !planAllowsProjectRole(plan, value) }))}
          projectRoleHint={
            limited
              ? "Analyst and Consumer are part of the Enterprise plan. An owner or billing admin can change the plan."
              : undefined
          }
          projects={projects.map((project) => ({ value: String(project.id), label: project.name }))}
          teams={teams.map((team) => ({
            value: team.id,
            label: team.name,
            hint: `${projectRoleNames[team.role]} on its projects`,
          }))}
          defaults={{
            role: roles.find((option) => option.value === role)?.value ?? "member",
            projectRole: planAllowsProjectRole(plan, "analyst") ? "analyst" : "admin",
          }}
        />
      </div>
    </OrgPage>
  );
}
