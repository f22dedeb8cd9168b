import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getInvitation } from "@/db/queries/invitations";
import { getInvitedProjects } from "@/db/queries/invited-person";
import { numericId, requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { mayChangeProjectGrant, mayGiveProjectRole, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { whatStands } from "@/lib/invitations/stands";
import { effectiveRole, grantWords, untilText } from "@/lib/members/access-words";
import { OrgPage } from "../../../../org-page";
import { ProjectRoleForm, RemoveProjectForm } from "../../part-forms";
import { stateOf } from "../../state";
import { StateNotice } from "../../state-notice";

export const metadata: Metadata = { title: "Project of an invitation" };

type Props = { params: Promise<{ id: string; invitationId: string; projectId: string }> };

/** One project that an invitation gives: with another role, or without it. */
export default async function InvitationProjectPage({ params }: Props) {
  const { id, invitationId, projectId: given } = await params;
  const actor = await requireOrg(id, "org.members.invite");
  const projectId = numericId(given);
  const invitation = await getInvitation(actor, invitationId);
  const part = invitation?.projects.find((one) => one.id === projectId);
  if (!invitation || !part || projectId === null) notFound();
  const stands = whatStands(invitation, actor.org.plan, now());
  const [project] = await getInvitedProjects(actor, invitationId, stands, { ids: [projectId], names: [] });
  if (!project) notFound();
  const state = stateOf(invitation, now());
  const timeZone = await viewerTimezone(actor.user);
  const person = { firstName: "this person", role: stands.role, timeZone };
  const others = project.grants.filter(({ source }) => source !== "individual");
  const without = effectiveRole(others);
  const changeable = mayChangeProjectGrant(project.own, part.role) || part.giverId === actor.user.id;
  const key = { orgId: actor.org.id, invitationId, projectId };
  const becomes = (role: typeof without) =>
    role ? `They will be ${projectRoleNames[role]}` : "They will not reach it";
  const roles = [...projectRoles].reverse().filter((role) => mayGiveProjectRole(project.own, role));
  const edits = (state === "Pending" || state === "Expired") && changeable;
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`${invitation.email} on ${project.name}`}
        sentence={`The invitation gives ${projectRoleNames[part.role]}${part.endsAt ? ` until ${untilText(part.endsAt, timeZone)}` : ""}, given by ${part.givenBy ?? "somebody who left"}.`}
      />
      <div className="grid max-w-[680px] gap-4">
        <StateNotice {...{ orgId: actor.org.id, invitation, stands, state }} />
        <Card>
          <CardHeader
            title="Change the role"
            sentence={
              others.length > 0
                ? `On joining they also get: ${others.map((other) => grantWords(other, person)).join("; ")}. The highest role counts.`
                : "Nothing else will give them this project."
            }
          />
          <CardBody>
            {edits ? (
              <ProjectRoleForm
                {...key}
                was={part.role}
                roles={roles.map((role) => ({
                  value: role,
                  label: projectRoleNames[role],
                  hint: becomes(effectiveRole([...others, { role }])),
                  disabled: role !== part.role && !planAllowsProjectRole(actor.org.plan, role),
                }))}
              />
            ) : (
              <p className="text-ink-2">Only an owner, or the person who gave it, can change it while it is open.</p>
            )}
          </CardBody>
        </Card>
        {edits && (
          <Card id="removal">
            <CardHeader title="Take it out" sentence={`${becomes(without)} without it.`} />
            <CardBody className="pt-2">
              <RemoveProjectForm {...key} />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}
