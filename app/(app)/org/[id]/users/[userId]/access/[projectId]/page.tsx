import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GrantsCard } from "@/components/members/grants-card";
import { PermissionsCard } from "@/components/members/permissions-card";
import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import { getPersonProjects } from "@/db/queries/person";
import { findAskedPerson } from "@/db/queries/why";
import { numericId, requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { can } from "@/lib/authz/authorize";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { effectiveRole, firstNameOf } from "@/lib/members/access-words";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../../org-page";
import { WhyForm } from "../../../../why-form";
import { NoAccess } from "./no-access";

export const metadata: Metadata = { title: "Explain access" };

type Props = { params: Promise<{ id: string; userId: string; projectId: string }> };

/** Why somebody of the org can reach a project, or cannot. Everybody may ask about themselves, where they reach it. */
export default async function AccessPage({ params }: Props) {
  const { id, userId, projectId } = await params;
  const member = await requireOrg(id);
  const isSelf = member.user.id === userId;
  const actor = isSelf ? member : await requireOrg(id, "org.directory.view");
  const sees = can(actor, "org.directory.view");
  const number = numericId(projectId);
  const [person, [project]] = await Promise.all([
    findAskedPerson(actor, userId),
    number === null ? [] : getPersonProjects(actor, userId, { ids: [number] }),
  ]);
  if (!person || !project || (!sees && project.grants.length === 0)) notFound();
  const orgId = actor.org.id;
  const firstName = firstNameOf(person.name);
  const role = effectiveRole(project.grants);
  const timeZone = await viewerTimezone(actor.user);
  const view = {
    project,
    firstName,
    role: person.role,
    timeZone,
    sources: sees ? sourcesOf(orgId, userId, project.id) : {},
  };
  return (
    <OrgPage actor={actor} section={sees ? "users" : "permissions"}>
      <PageHeader
        avatar={<Avatar id={person.userId} name={person.name} size="lg" />}
        title={
          <span dir="auto">
            {role ? `Why ${person.name} can reach ${project.name}` : `${person.name} cannot reach ${project.name}`}
          </span>
        }
        sentence={
          role
            ? `${projectRoleNames[role]} here: the highest of ${project.grants.length === 1 ? "one grant" : `${project.grants.length} grants`}.`
            : "Nothing gives access: no organization role, team, individual grant or grant to all users."
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid gap-4">
          {role ? <GrantsCard {...view} /> : <NoAccess {...view} {...{ orgId, userId }} plan={actor.org.plan} />}
          <PermissionsCard {...view} />
        </div>
        <div className="grid gap-4">
          <Card>
            <CardHeader title="In short" />
            <Facts>
              <Fact label="Person">
                {sees ? (
                  <Link href={paths.user(orgId, userId)} className="font-medium hover:underline" dir="auto">
                    {person.name}
                  </Link>
                ) : (
                  person.name
                )}
              </Fact>
              <Fact label="E-mail">{person.email}</Fact>
              <Fact label="Organization role">{orgRoleNames[person.role]}</Fact>
              <Fact label="Project">
                <span dir="auto">{project.name}</span>
              </Fact>
              <Fact label="Role on it">
                {role ? <Tag tone="accent">{projectRoleNames[role]}</Tag> : <span className="text-ink-3">None</span>}
              </Fact>
            </Facts>
          </Card>
          {sees && (
            <Card>
              <CardHeader title="Ask about somebody else" />
              <CardBody>
                <WhyForm orgId={orgId} />
              </CardBody>
            </Card>
          )}
          <p className="px-1 text-xs text-ink-3">
            Grants only add: the highest counts, and taking one away leaves the others.{" "}
            <Link href={paths.permissions(orgId)} className="underline underline-offset-2 hover:text-ink">
              What each role allows
            </Link>
          </p>
          {can(actor, "org.audit.view") && (
            <LinkButton
              href={`${paths.auditLog(orgId)}?person=${userId}&project=${project.id}`}
              className="justify-self-start"
            >
              History of {firstName} here
            </LinkButton>
          )}
        </div>
      </div>
    </OrgPage>
  );
}

function sourcesOf(orgId: number, userId: string, projectId: number) {
  return {
    organization: `${paths.user(orgId, userId)}#role`,
    team: (teamId: string) => paths.team(orgId, teamId),
    individual: paths.grant(orgId, userId, projectId),
    all_users: paths.allUsersRole(projectId),
  };
}
