import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { getProjectListFacts, projectSorts, searchProjects } from "@/db/queries/projects";
import { requireOrg } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import { now } from "@/lib/clock";
import { listHref, readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { billingPeriodOf } from "@/lib/usage/period";
import { OrgPage } from "../org-page";
import { ProjectFilters } from "./filters";
import { readProjectFilter } from "./list-filter";
import { ProjectTable } from "./project-table";
import { ProjectTabs } from "./project-tabs";
import { TransfersNotice } from "./transfers-notice";

export const metadata: Metadata = { title: "Projects" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function ProjectsPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.directory.view");
  const query = await searchParams;
  const filter = readProjectFilter(query);
  const place = readPlace(query, projectSorts, { sort: "name", dir: "asc" });
  const { total, teams, deleted } = await getProjectListFacts(actor, filter);
  const rows = await searchProjects(actor, filter, place, { period: billingPeriodOf(now()), total });
  const path = paths.projects(actor.org.id);
  const filtered = filter.q !== "" || filter.team !== "";
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
        actions={
          <>
            {total > 0 && (
              <LinkButton href={listHref(paths.projectsCsv(actor.org.id), filter)} plain download>
                Download CSV
              </LinkButton>
            )}
            {create}
          </>
        }
      />
      <TransfersNotice actor={actor} />
      <ProjectTabs actor={actor} shown="current" deleted={deleted} />
      <ProjectFilters orgId={actor.org.id} path={path} filter={filter} place={place} teams={teams} />
      {total === 0 ? (
        <Card>
          <EmptyState action={filtered ? <LinkButton href={path}>Show all projects</LinkButton> : create}>
            {filtered
              ? "No project fits this search."
              : "There is no project yet. A project takes events from one product and keeps them apart."}
          </EmptyState>
        </Card>
      ) : (
        <ProjectTable actor={actor} rows={rows} total={total} filter={filter} place={place} />
      )}
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
