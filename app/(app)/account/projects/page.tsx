import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { listReachedProjects } from "@/db/queries/access";
import { listOwnDeletedProjects } from "@/db/queries/deleted-projects";
import { requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { projectRoleMay } from "@/lib/authz/permissions";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { AccountPage } from "../../account-page";
import { NameSearch } from "../../name-search";
import { OwnDeletedProjects } from "./deleted-projects";

export const metadata: Metadata = { title: "Projects" };

const most = 200;

export default async function AccountProjectsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser();
  const q = readText(await searchParams, "q");
  const [found, deleted] = await Promise.all([
    listReachedProjects(actor, { q, limit: most + 1 }),
    listOwnDeletedProjects(actor, 50),
  ]);
  const projects = found.slice(0, most);
  return (
    <AccountPage actor={actor} section="projects">
      <PageHeader title="Projects" sentence="Every project you reach, in all your organizations." />
      <NameSearch path={paths.accountProjects} q={q} />
      <Card>
        {projects.length === 0 ? (
          <EmptyState action={q && <LinkButton href={paths.accountProjects}>Show all projects</LinkButton>}>
            {q
              ? "No project you reach has a name like this."
              : "You reach no project yet. An owner or admin of your organization can add you to one."}
          </EmptyState>
        ) : (
          <Table caption="Projects you reach">
            <Thead>
              <Th>Name</Th>
              <Th wide>Organization</Th>
              <Th wide>Your role</Th>
              <Th narrow />
            </Thead>
            <Tbody>
              {projects.map((project) => (
                <Tr key={project.id}>
                  <Td>
                    <NameCell
                      name={project.name}
                      href={paths.project(project.id)}
                      detail={project.timezone}
                      more={`${project.orgName} · ${projectRoleNames[project.role]}`}
                    />
                  </Td>
                  <Td wide>{project.orgName}</Td>
                  <Td wide>{projectRoleNames[project.role]}</Td>
                  <Td narrow align="right">
                    {projectRoleMay(project.role, "project.settings.view") && (
                      <LinkButton href={paths.projectSettings(project.id)} size="sm">
                        Settings
                      </LinkButton>
                    )}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </Card>
      {found.length > most && (
        <p className="mt-3 text-ink-3">These are the first {most}. Search by name to find another.</p>
      )}
      {deleted.length > 0 && (
        <OwnDeletedProjects projects={deleted} timeZone={await viewerTimezone(actor.user)} now={now()} />
      )}
    </AccountPage>
  );
}
