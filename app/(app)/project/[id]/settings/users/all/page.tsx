import type { Metadata } from "next";
import Form from "next/form";
import { PlanNotice } from "@/components/billing/plan-notice";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Select } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { allUsersEffect } from "@/db/queries/all-users-effect";
import { listPlanChangersFor } from "@/db/queries/billing";
import { getAllUsersRole } from "@/db/queries/project-users";
import { requireProject } from "@/lib/auth/require";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import {
  mayChangeProjectGrant,
  mayGiveProjectRole,
  type ProjectRole,
  projectRoleNames,
  projectRoles,
} from "@/lib/authz/roles";
import { planAllowsProjectRole, planHas } from "@/lib/billing/plans";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ProjectPage } from "../../../project-page";
import { ChangeAllUsersForm } from "./change-form";
import { AllUsersEffectSummary } from "./effect";

export const metadata: Metadata = { title: "All users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** The role is chosen in the address; below stands who gains and who loses what, then the button that does it. */
export default async function AllUsersPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.members.manage");
  const { org, project, projectRole: own } = actor;
  const [query, was] = await Promise.all([searchParams, getAllUsersRole(project.id)]);
  const changeable = !was || mayChangeProjectGrant(own, was);
  const asked = ["none", ...projectRoles].find((role) => role === query.role);
  const role = projectRoles.find((one) => one === asked) ?? null;
  const effect = changeable && asked && role !== was ? await allUsersEffect(actor, role) : null;
  return (
    <ProjectPage actor={actor} section="users">
      <PageHeader
        title="All users"
        sentence={`What everyone in ${org.name} is on ${project.name}, also whoever joins later: ${nameOf(was)} now.`}
      />
      <div className="grid max-w-[680px] gap-4">
        {!planHas(org.plan, "limited_roles") && (
          <PlanNotice
            orgId={org.id}
            capability="limited_roles"
            changers={await listPlanChangersFor(actor)}
            meanwhile="Owner and Admin can be given now."
          />
        )}
        <Card>
          <CardHeader
            title="Role of all users"
            sentence="Other grants stay and add to it. The highest role of a person counts."
          />
          <CardBody>
            {changeable ? (
              <Form action={paths.allUsersRole(project.id)} className="flex flex-wrap gap-2" key={asked}>
                <Select
                  name="role"
                  aria-label="Role of all users"
                  defaultValue={asked ?? was ?? "none"}
                  options={choicesFor(actor, was)}
                  className="w-56"
                />
                <Button type="submit" variant={effect ? "secondary" : "primary"}>
                  Show what changes
                </Button>
              </Form>
            ) : (
              <p className="text-ink-2">Only an owner of the project can change it while it is {nameOf(was)}.</p>
            )}
          </CardBody>
        </Card>
        {asked && !effect && changeable && <p className="text-ink-2">That is what it is now. Choose another role.</p>}
        {effect && (
          <Card>
            <CardHeader title={`From ${nameOf(was)} to ${nameOf(role)}`} />
            <CardBody className="grid gap-4">
              <AllUsersEffectSummary effect={effect} names={can(actor, "org.directory.view")} />
              <ChangeAllUsersForm
                projectId={project.id}
                role={role ?? "none"}
                was={was ?? "none"}
                label={role ? `Make all users ${projectRoleNames[role]}` : "Take the access of all users away"}
                danger={effect.counts.lost + effect.counts.lowered > 0}
                backHref={paths.projectUsers(project.id)}
              />
            </CardBody>
          </Card>
        )}
      </div>
    </ProjectPage>
  );
}

/** Roles at or below one's own, the highest first; what the plan lacks cannot be chosen. */
function choicesFor({ projectRole, org }: ProjectActor, was: ProjectRole | null) {
  const roles = [...projectRoles].reverse().filter((role) => mayGiveProjectRole(projectRole, role));
  return [
    ...roles.map((value) => ({
      value,
      label: projectRoleNames[value],
      disabled: value !== was && !planAllowsProjectRole(org.plan, value),
    })),
    { value: "none", label: "No access" },
  ];
}

function nameOf(role: ProjectRole | null): string {
  return role ? projectRoleNames[role] : "no access";
}
