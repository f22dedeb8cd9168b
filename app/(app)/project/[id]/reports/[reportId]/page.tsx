import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { CopyLink } from "@/components/ui/copy-link";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { findEventNames } from "@/db/queries/event-names";
import { getReport } from "@/db/queries/reports";
import { requireProject } from "@/lib/auth/require";
import { can } from "@/lib/authz/authorize";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { draftOf, hasQuery, readQuery, writeQuery } from "@/lib/reports/address";
import { sameQuery } from "@/lib/reports/query";
import { queryWords } from "@/lib/reports/words";
import { ProjectPage } from "../../project-page";
import { Builder } from "../builder";
import { Result } from "../result";
import { SaveChangesForm } from "../save-forms";
import { ReportCard } from "./report-card";

export const metadata: Metadata = { title: "Report" };

type Props = { params: Promise<{ id: string; reportId: string }>; searchParams: Promise<SearchParams> };

/** A saved report; an address with a query shows that one instead, until it is saved or discarded. */
export default async function ReportPage({ params, searchParams }: Props) {
  const { id, reportId } = await params;
  const actor = await requireProject(id, "project.reports.view");
  const report = await getReport(actor, reportId);
  if (!report) notFound();
  const projectId = actor.project.id;
  const path = paths.report(projectId, reportId);
  const edits = can(actor, "project.reports.edit");
  const address = await searchParams;
  const asked = hasQuery(address) ? readQuery(address) : null;
  const query = asked?.query ?? (asked && edits ? null : report.query);
  const { draft } = asked ?? { draft: report.query ? draftOf(report.query) : readQuery({}).draft };
  const changed = asked?.query && !(report.query && sameQuery(asked.query, report.query)) ? asked.query : null;
  const frequent = edits ? await findEventNames(projectId, "", 3) : [];
  return (
    <ProjectPage actor={actor} section="reports">
      <PageHeader
        title={<span dir="auto">{report.name}</span>}
        sentence={query ? queryWords(query) : undefined}
        actions={
          <>
            <LinkButton href={paths.reportAlerts(projectId, reportId)}>Alerts</LinkButton>
            <CopyLink />
            {edits && query && (
              <LinkButton
                href={`${paths.reportCsv(projectId)}?${writeQuery(query)}&name=${encodeURIComponent(report.name)}`}
                plain
                download
              >
                Download CSV
              </LinkButton>
            )}
          </>
        }
      />
      {edits && (
        <Builder
          actor={actor}
          path={path}
          draft={draft}
          problems={asked?.problems ?? {}}
          frequent={frequent.map(({ event }) => event)}
        >
          {changed && (
            <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
              <p className="mr-auto text-ink-2">Changed, not saved.</p>
              <LinkButton href={path} variant="ghost">
                Discard
              </LinkButton>
              <LinkButton href={`${paths.newReport(projectId)}?${writeQuery(changed)}`}>Save as new…</LinkButton>
              <SaveChangesForm
                projectId={projectId}
                reportId={reportId}
                query={writeQuery(changed)}
                version={report.version}
              />
            </div>
          )}
        </Builder>
      )}
      {!edits && changed && (
        <Notice className="mb-4" actions={<LinkButton href={path}>Show the saved one</LinkButton>}>
          This link shows other numbers than the saved report.
        </Notice>
      )}
      {!edits && asked && !asked.query && (
        <Notice className="mb-4" tone="warn">
          This link asks for nothing that can be counted. Here is the report as it was saved.
        </Notice>
      )}
      {query && <Result actor={actor} query={query} />}
      {!report.query && !asked && (
        <Notice tone="warn" className="mb-4">
          What this report counts cannot be read any more. {edits ? "Choose it anew above." : ""}
        </Notice>
      )}
      <ReportCard actor={actor} report={report} edits={edits} />
    </ProjectPage>
  );
}
