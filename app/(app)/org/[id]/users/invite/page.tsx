import type { Metadata } from "next";
import { PlanNotice } from "@/components/billing/plan-notice";
import { PageHeader } from "@/components/ui/page-header";
import { listPlanChangersFor } from "@/db/queries/billing";
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
  const [{ projects, teams }, changers] = await Promise.all([listInvitePickers(actor), listPlanChangersFor(actor)]);
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
        {limited && (
          <PlanNotice
            orgId={actor.org.id}
            capability="limited_roles"
            changers={changers}
            meanwhile="Owner and Admin can be given now."
            className="mb-4"
          />
        )}
        <InviteForm
          orgId={actor.org.id}
          roles={roles}
          projectRoles={highestFirst
            .filter((value) => mayGiveProjectRole(projectRoleFromOrg(actor.role), value))
            .map((value) => ({ value, label: projectRoleNames[value], disabled: !planAllowsProjectRole(plan, value) }))}
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
