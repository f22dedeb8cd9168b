import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { searchProjectUsers } from "@/db/queries/project-users";
import { requireProject } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { projectRoleNames } from "@/lib/authz/roles";
import { projectUserParams, projectUserSorts, readProjectUserFilter } from "@/lib/members/project-users";
import { listHref, readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ProjectPage } from "../../project-page";
import { AccessRequestsNotice } from "./access-requests-notice";
import { ProjectUserFilters } from "./filters";
import { ProjectUserTable } from "./user-table";

export const metadata: Metadata = { title: "Users of the project" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Everybody who reaches the project, a row for each grant. */
export default async function ProjectUsersPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.members.manage");
  const { project } = actor;
  const query = await searchParams;
  const filter = readProjectUserFilter(query);
  const place = readPlace(query, projectUserSorts, { sort: "name", dir: "asc" });
  const { rows, total, allUsersRole } = await searchProjectUsers(actor, filter, place);
  const { sort, dir } = place;
  return (
    <ProjectPage actor={actor} section="users">
      <PageHeader
        title="Users"
        sentence={`Everyone who reaches ${project.name}, a row for each grant. The highest grant of a person counts.`}
        actions={
          <>
            <LinkButton
              href={listHref(paths.projectUsersCsv(project.id), { ...projectUserParams(filter), sort, dir })}
              plain
              className="max-sm:hidden"
            >
              Download CSV
            </LinkButton>
            <LinkButton href={paths.allUsersRole(project.id)}>
              All users: {allUsersRole ? projectRoleNames[allUsersRole] : "no access"}
            </LinkButton>
            <LinkButton variant="primary" href={paths.inviteToProject(project.id)}>
              Invite Users
            </LinkButton>
          </>
        }
      />
      <AccessRequestsNotice actor={actor} />
      {allUsersRole && !can(actor, "org.directory.view") && (
        <Notice className="mb-4">
          {`Everyone in ${actor.org.name} is ${projectRoleNames[allUsersRole]} here. The list has those who also have a grant of their own.`}
        </Notice>
      )}
      <ProjectUserFilters path={paths.projectUsers(project.id)} filter={filter} place={place} />
      <ProjectUserTable {...{ actor, rows, total, filter, place }} />
    </ProjectPage>
  );
}
