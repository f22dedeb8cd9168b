import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GrantEditing } from "@/components/members/grant-editing";
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
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { can } from "@/lib/authz/authorize";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { effectiveRole, firstNameOf } from "@/lib/members/access-words";
import { paths } from "@/lib/paths";
import { ProjectPage } from "../../../project-page";
import { changeEnd, changeRole, remove } from "./actions";

export const metadata: Metadata = { title: "User of the project" };

type Props = { params: Promise<{ id: string; userId: string }> };

/** Why somebody reaches the project, and their individual grant. Who does not reach it is not shown here. */
export default async function ProjectUserPage({ params }: Props) {
  const { id, userId } = await params;
  const actor = await requireProject(id, "project.members.manage");
  const { org, project: here } = actor;
  const [person, [project], timeZone] = await Promise.all([
    userId.includes("@") ? null : findAskedPerson(actor, userId),
    getPersonProjects(actor, userId, { ids: [here.id] }),
    viewerTimezone(actor.user),
  ]);
  const role = project && effectiveRole(project.grants);
  if (!person || !project || !role) notFound();
  const onlyAsEverybody = project.grants.every(({ source }) => source === "all_users");
  if (onlyAsEverybody && !can(actor, "org.directory.view")) notFound();
  const firstName = firstNameOf(person.name);
  const grant = project.grants.find(({ source }) => source === "individual");
  const sees = can(actor, "org.directory.view");
  const sources = {
    all_users: paths.allUsersRole(here.id),
    ...(sees && {
      organization: `${paths.user(org.id, userId)}#role`,
      team: (teamId: string) => paths.team(org.id, teamId),
    }),
  };
  const view = { project, firstName, role: person.role, timeZone, sources };
  const count = project.grants.length;
  return (
    <ProjectPage actor={actor} section="users">
      <PageHeader
        avatar={<Avatar id={person.userId} name={person.name} size="lg" />}
        title={<span dir="auto">{person.name}</span>}
        sentence={`${projectRoleNames[role]} on ${here.name}: the highest of ${count === 1 ? "one grant" : `${count} grants`}.`}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid gap-4">
          <GrantsCard {...view} />
          {grant ? (
            <GrantEditing
              {...{ project, grant, person: { firstName, role: person.role, timeZone } }}
              at={now()}
              plan={org.plan}
              fields={{ projectId: here.id, userId }}
              actions={{ role: changeRole, end: changeEnd, remove }}
              backHref={paths.projectUsers(here.id)}
            />
          ) : (
            <Card>
              <CardHeader
                title="Individual grant"
                sentence={`${firstName} has none. It would add to what is above, for good or for a time.`}
              />
              <CardBody className="pt-2">
                <LinkButton href={`${paths.inviteToProject(here.id)}?emails=${encodeURIComponent(person.email)}`}>
                  Give an individual grant
                </LinkButton>
              </CardBody>
            </Card>
          )}
        </div>
        <div className="grid gap-4">
          <Card>
            <CardHeader title="In short" />
            <Facts>
              <Fact label="E-mail">{person.email}</Fact>
              <Fact label="Organization role">{orgRoleNames[person.role]}</Fact>
              <Fact label="Role on this project">
                <Tag tone="accent">{projectRoleNames[role]}</Tag>
              </Fact>
              {sees && (
                <Fact label="In the organization">
                  <Link href={paths.user(org.id, userId)} className="font-medium hover:underline">
                    Open their page
                  </Link>
                </Fact>
              )}
            </Facts>
          </Card>
          <PermissionsCard {...view} />
        </div>
      </div>
    </ProjectPage>
  );
}
