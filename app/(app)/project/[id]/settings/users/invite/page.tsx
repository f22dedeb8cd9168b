import type { Metadata } from "next";
import { PlanNotice } from "@/components/billing/plan-notice";
import { PageHeader } from "@/components/ui/page-header";
import { listPlanChangersFor } from "@/db/queries/billing";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { projectRoleSentences } from "@/lib/authz/role-words";
import { mayGiveProjectRole, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole, planHas } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { untilOptions } from "@/lib/members/ends";
import type { SearchParams } from "@/lib/pagination";
import { ProjectPage } from "../../../project-page";
import { InviteForm } from "./invite-form";

export const metadata: Metadata = { title: "Invite Users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Members get the grant at once, everybody else an invitation to the organization with this project. */
export default async function InviteToProjectPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.members.manage");
  const { org, project } = actor;
  const query = await searchParams;
  const sees = can(actor, "org.directory.view");
  const timeZone = await viewerTimezone(actor.user);
  const roles = choicesFor(actor);
  const role =
    roles.find(({ value, disabled }) => value === query.role && !disabled) ?? roles.find((one) => !one.disabled);
  return (
    <ProjectPage actor={actor} section="users">
      <div className="max-w-[680px]">
        <PageHeader
          title="Invite Users"
          sentence={`To ${project.name}. Members of ${org.name} have access at once; everybody else gets an e-mail with a link to join.`}
        />
        {!planHas(org.plan, "limited_roles") && (
          <PlanNotice
            orgId={org.id}
            capability="limited_roles"
            changers={await listPlanChangersFor(actor)}
            meanwhile="Owner and Admin can be given now."
            className="mb-3"
          />
        )}
        <InviteForm
          projectId={project.id}
          source={sees ? `/api/org/${org.id}/people` : null}
          roles={roles}
          until={untilOptions(now(), timeZone)}
          timeZone={timeZone}
          typed={{ role: role?.value ?? "admin", ...(typeof query.emails === "string" && { emails: query.emails }) }}
        />
      </div>
    </ProjectPage>
  );
}

/** Roles at or below one's own, lowest first: access is given sparingly. What the plan lacks cannot be chosen. */
function choicesFor({ projectRole, org }: ProjectActor) {
  return projectRoles
    .filter((role) => mayGiveProjectRole(projectRole, role))
    .map((role) => ({
      value: role,
      label: projectRoleNames[role],
      hint: projectRoleSentences[role],
      disabled: !planAllowsProjectRole(org.plan, role),
    }));
}
