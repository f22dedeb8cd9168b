import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessChanges } from "@/components/members/access-changes";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { getPersonProjects } from "@/db/queries/person";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { effectiveRole, firstNameOf } from "@/lib/members/access-words";
import { untilOptions } from "@/lib/members/ends";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ChooseProjects } from "../../../choose-projects";
import { OrgPage } from "../../../org-page";
import { readProjectChoice } from "../../../project-choice";
import { GiveForm } from "./give-form";

export const metadata: Metadata = { title: "Add to projects" };

type Props = { params: Promise<{ id: string; userId: string }>; searchParams: Promise<SearchParams> };

/** Projects and a role are chosen in the address; below stands what that changes, then the button that does it. */
export default async function AddToProjectsPage({ params, searchParams }: Props) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.members.edit");
  const at = now();
  const choice = readProjectChoice(actor, await searchParams);
  const [member, projects, timeZone] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    getPersonProjects(actor, userId, choice),
    viewerTimezone(actor.user),
  ]);
  if (!member) notFound();
  const { role } = choice;
  const firstName = firstNameOf(member.name);
  const changes = projects.map(({ id: projectId, name, grants }) => ({
    projectId,
    name,
    before: effectiveRole(grants),
    after: effectiveRole([...grants, { role }]),
    note: noteOf(grants, role),
  }));
  const unknown = choice.names.filter((name) => !projects.some((one) => one.name.toLowerCase() === name.toLowerCase()));
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Add ${member.name} to projects`}
        sentence={`Each is an individual grant: it adds to what teams and the organization give ${firstName}.`}
      />
      <div className="grid max-w-[680px] gap-4">
        <ChooseProjects
          actor={actor}
          path={paths.addToProjects(actor.org.id, userId)}
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
            <CardHeader title={`What changes for ${firstName}`} lined />
            <AccessChanges caption="What changes" rows={changes} />
            <CardBody className="pt-4">
              <GiveForm
                orgId={actor.org.id}
                userId={userId}
                projects={projects.map((project) => String(project.id))}
                role={role}
                until={untilOptions(at, timeZone)}
                timeZone={timeZone}
                label={`Add to ${countOf(projects.length, "project")}`}
              />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}

/** What is told of a project where the grant changes nothing, or nothing yet. */
function noteOf(grants: { source: string; role: string }[], role: string): string | undefined {
  const individual = grants.find(({ source }) => source === "individual");
  if (individual?.role === role) return "has this grant already";
  return undefined;
}
