import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { projectSorts, searchProjects } from "@/db/queries/projects";
import { requireOrg } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { now } from "@/lib/clock";
import { inMillions } from "@/lib/format";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { billingPeriodOf } from "@/lib/usage/period";
import { listLinks } from "../../../list-links";
import { NameSearch } from "../../../name-search";
import { OrgPage } from "../org-page";
import { TeamTags } from "../team-tags";

export const metadata: Metadata = { title: "Projects" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function ProjectsPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.directory.view");
  const query = await searchParams;
  const q = readText(query, "q");
  const place = readPlace(query, projectSorts, { sort: "name", dir: "asc" });
  const { rows, total } = await searchProjects(actor, { q }, place, billingPeriodOf(now()));
  const path = paths.projects(actor.org.id);
  const { foot, sort } = listLinks(path, { q }, place, rows, total);
  const create = can(actor, "org.projects.create") && (
    <LinkButton variant="primary" href={paths.newProject(actor.org.id)}>
      Create Project
    </LinkButton>
  );
  return (
    <OrgPage actor={actor} section="projects">
      <PageHeader
        title="Projects"
        sentence={`Data sets of ${actor.org.name}, with what arrived in them this billing period.`}
        actions={create}
      />
      <NameSearch path={path} q={q} kept={{ sort: place.sort, dir: place.dir }} />
      <Card>
        {total === 0 ? (
          <EmptyState action={q ? <LinkButton href={path}>Show all projects</LinkButton> : create}>
            {q
              ? "No project has a name like this."
              : "There is no project yet. A project takes events from one product and keeps them apart."}
          </EmptyState>
        ) : (
          <>
            <Table caption="Projects of the organization">
              <Thead>
                <Th sort={sort("name")}>Name</Th>
                <Th wide>Teams</Th>
                <Th wide>Created by</Th>
                <Th sort={sort("events", "desc")} wide align="right" narrow>
                  Events
                </Th>
                <Th sort={sort("profiles", "desc")} wide align="right" narrow>
                  Profiles
                </Th>
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td>
                      <NameCell
                        name={row.name}
                        href={paths.projectSettings(row.id)}
                        detail={row.timezone}
                        more={`${inMillions(row.events)} events`}
                      />
                    </Td>
                    <Td wide>
                      <TeamTags teams={row.teams} count={row.teamCount} />
                    </Td>
                    <Td wide>{row.createdBy ?? <span className="text-ink-3">–</span>}</Td>
                    <Td wide align="right" narrow className="tabular">
                      {formatNumber(row.events)}
                    </Td>
                    <Td wide align="right" narrow className="tabular">
                      {formatNumber(row.profiles)}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            <Pagination {...foot} />
          </>
        )}
      </Card>
      <p className="mt-3 text-ink-3">
        Events count by arrival in the{" "}
        <Link href={paths.org(actor.org.id)} className="underline">
          current billing period
        </Link>
        .
      </p>
    </OrgPage>
  );
}
