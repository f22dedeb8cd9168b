import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessChanges } from "@/components/members/access-changes";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { getInvitation } from "@/db/queries/invitations";
import { getInvitedProjects } from "@/db/queries/invited-person";
import { requireOrg } from "@/lib/auth/require";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { whatStands } from "@/lib/invitations/stands";
import { effectiveRole } from "@/lib/members/access-words";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ChooseProjects } from "../../../choose-projects";
import { OrgPage } from "../../../org-page";
import { readProjectChoice } from "../../../project-choice";
import { AddPartsForm } from "../part-forms";
import { stateOf } from "../state";
import { StateNotice } from "../state-notice";

export const metadata: Metadata = { title: "Add projects to the invitation" };

type Props = { params: Promise<{ id: string; invitationId: string }>; searchParams: Promise<SearchParams> };

/** Projects and a role are chosen in the address; below stands what they would make of it, then the button. */
export default async function InvitationProjectsPage({ params, searchParams }: Props) {
  const { id, invitationId } = await params;
  const actor = await requireOrg(id, "org.members.invite");
  const choice = readProjectChoice(actor, await searchParams);
  const invitation = await getInvitation(actor, invitationId);
  if (!invitation) notFound();
  const stands = whatStands(invitation, actor.org.plan, now());
  const projects = await getInvitedProjects(actor, invitationId, stands, choice);
  const state = stateOf(invitation, now());
  const open = state === "Pending" || state === "Expired";
  const { role } = choice;
  const unknown = choice.names.filter((name) => !projects.some((one) => one.name.toLowerCase() === name.toLowerCase()));
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader title={`Add projects for ${invitation.email}`} sentence="They are theirs as soon as they accept." />
      <div className="grid max-w-[680px] gap-4">
        {!open && <StateNotice {...{ orgId: actor.org.id, invitation, stands, state }} />}
        <ChooseProjects
          actor={actor}
          path={paths.invitationProjects(actor.org.id, invitationId)}
          chosen={projects.map((project) => ({ id: String(project.id), label: project.name }))}
          role={role}
          again={projects.length > 0}
        />
        {unknown.length > 0 && (
          <Notice tone="warn">
            <p className="text-ink">{`There is no project named ${listOf(unknown)}. Check the spelling.`}</p>
          </Notice>
        )}
        {projects.length > 0 && (
          <Card>
            <CardHeader title="What they will have on joining" lined />
            <AccessChanges
              caption="What they will have on joining"
              rows={projects.map(({ id: projectId, name, grants }) => ({
                projectId,
                name,
                before: effectiveRole(grants),
                after: effectiveRole([...grants, { role }]),
              }))}
            />
            <CardBody className="pt-4">
              <AddPartsForm
                orgId={actor.org.id}
                invitationId={invitationId}
                projects={projects.map((project) => String(project.id))}
                projectRole={role}
                label={`Add ${countOf(projects.length, "project")}`}
              />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}
