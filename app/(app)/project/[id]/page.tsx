import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { findEventNames } from "@/db/queries/event-names";
import { hasEvents } from "@/db/queries/live-events";
import { reportSorts, searchReports } from "@/db/queries/reports";
import { requireProject } from "@/lib/auth/require";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { NameSearch } from "../../name-search";
import { FirstEvent } from "./first-event";
import { PeriodCard } from "./period-card";
import { ProjectPage } from "./project-page";
import { RecentEvents } from "./recent-events";
import { ReportTable } from "./report-table";

export const metadata: Metadata = { title: "Reports" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** The home of a project: its reports, and what has been arriving. */
export default async function ProjectHomePage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.reports.view");
  const query = await searchParams;
  const q = readText(query, "q");
  const place = readPlace(query, reportSorts, { sort: "name", dir: "asc" });
  const [{ rows, total, all }, started] = await Promise.all([
    searchReports(actor, { q }, place),
    hasEvents(actor.project.id),
  ]);
  const path = paths.project(actor.project.id);
  if (!started && all === 0 && !q)
    return (
      <ProjectPage actor={actor} section="reports">
        <PageHeader title={actor.project.name} sentence="Nothing has arrived in this project yet." />
        <FirstEvent actor={actor} sdk={readText(query, "sdk")} />
      </ProjectPage>
    );
  const create = can(actor, "project.reports.edit") && (
    <LinkButton variant="primary" href={paths.newReport(actor.project.id)}>
      Create Report
    </LinkButton>
  );
  return (
    <ProjectPage actor={actor} section="reports">
      <PageHeader title="Reports" sentence={`What ${actor.project.name} counts over time.`} actions={create} />
      {(all > 0 || q) && <NameSearch path={path} q={q} kept={{ sort: place.sort, dir: place.dir }} />}
      {total > 0 ? (
        <ReportTable actor={actor} rows={rows} total={total} q={q} place={place} />
      ) : (
        <Card>
          {q ? (
            <EmptyState action={<LinkButton href={path}>Show all reports</LinkButton>}>
              No report has a name like this.
            </EmptyState>
          ) : (
            <FirstReport actor={actor} />
          )}
        </Card>
      )}
      <div className="mt-4 grid gap-4">
        {!started && <FirstEvent actor={actor} sdk={readText(query, "sdk")} />}
        {can(actor, "project.reports.edit") && <RecentEvents actor={actor} />}
        <PeriodCard actor={actor} />
      </div>
    </ProjectPage>
  );
}

/** Where there is none yet: what it could count. */
async function FirstReport({ actor }: { actor: ProjectActor }) {
  if (!can(actor, "project.reports.edit"))
    return (
      <EmptyState>There is no report yet. Who analyzes this project saves them here for everybody to see.</EmptyState>
    );
  const path = paths.newReport(actor.project.id);
  const frequent = await findEventNames(actor.project.id, "", 3);
  return (
    <EmptyState action={<LinkButton href={path}>Create Report</LinkButton>}>
      There is no report yet. One counts events over time, for everybody who can open this project.
      {frequent.length > 0 && (
        <>
          {" "}
          Begin with{" "}
          {frequent.map(({ event }, at) => (
            <span key={event}>
              {at > 0 && (at === frequent.length - 1 ? " or " : ", ")}
              <Link href={`${path}?${new URLSearchParams({ e: event })}`} dir="auto" className="underline">
                {event}
              </Link>
            </span>
          ))}
          .
        </>
      )}
    </EmptyState>
  );
}
