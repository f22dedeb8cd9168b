import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { type AccessRequest, getAccessRequest } from "@/db/queries/access-requests";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { projectRoleSentences } from "@/lib/authz/role-words";
import { mayGiveProjectRole, orgRoleNames, projectRoleNames, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { firstNameOf } from "@/lib/members/access-words";
import { paths } from "@/lib/paths";
import { ProjectPage } from "../../../../project-page";
import { DeclineForm, GrantForm } from "./answer-forms";

export const metadata: Metadata = { title: "Access request" };

type Props = { params: Promise<{ id: string; requestId: string }> };

/** Somebody of the org asks for this project: give access with a role, or decline. */
export default async function AccessRequestPage({ params }: Props) {
  const { id, requestId } = await params;
  const actor = await requireProject(id, "project.members.manage");
  const [request, timeZone] = await Promise.all([getAccessRequest(actor, requestId), viewerTimezone(actor.user)]);
  if (!request) notFound();
  const key = { projectId: actor.project.id, requestId };
  const firstName = firstNameOf(request.name);
  return (
    <ProjectPage actor={actor} section="users">
      <PageHeader title={`${request.name} asks for access`} sentence={`To ${actor.project.name}.`} />
      <div className="grid max-w-[680px] gap-4">
        <Card>
          <Facts>
            <Fact label="E-mail">{request.email}</Fact>
            <Fact label="Organization role">{orgRoleNames[request.orgRole]}</Fact>
            <Fact label="Asked">
              <Time at={request.askedAt} timeZone={timeZone} relative now={now()} />
            </Fact>
            <Fact label="Why">
              <span className="whitespace-pre-line">{request.reason || "–"}</span>
            </Fact>
          </Facts>
        </Card>
        {request.outcome ? (
          <Notice title={answered(request)}>{request.answer}</Notice>
        ) : (
          <>
            {request.role && (
              <Notice>{`${firstName} reaches the project by now, as ${projectRoleNames[request.role]}.`}</Notice>
            )}
            <Card>
              <CardHeader title="Give access" sentence={`An individual grant that ${firstName} has at once.`} />
              <CardBody>
                <GrantForm {...key} roles={choicesFor(actor)} />
              </CardBody>
            </Card>
            <Card>
              <CardHeader title="Decline" sentence={`${firstName} gets a mail and can ask again after a day.`} />
              <CardBody>
                <DeclineForm {...key} />
              </CardBody>
            </Card>
          </>
        )}
        <div>
          <LinkButton href={paths.projectUsers(actor.project.id)} variant="ghost">
            Users of the project
          </LinkButton>
        </div>
      </div>
    </ProjectPage>
  );
}

/** Roles at or below one's own, lowest first: access is given sparingly. What the plan lacks cannot be chosen. */
function choicesFor(actor: ProjectActor) {
  return projectRoles
    .filter((role) => mayGiveProjectRole(actor.projectRole, role))
    .map((role) => ({
      value: role,
      label: projectRoleNames[role],
      hint: projectRoleSentences[role],
      disabled: !planAllowsProjectRole(actor.org.plan, role),
    }));
}

function answered({ outcome, given, answeredBy }: AccessRequest): string {
  const who = answeredBy ?? "Somebody";
  if (outcome === "withdrawn") return "The request was taken back.";
  if (outcome === "declined") return `${who} declined.`;
  return given ? `${who} gave access as ${projectRoleNames[given]}.` : "Access came another way.";
}
