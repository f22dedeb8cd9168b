import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardSection } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getReport } from "@/db/queries/reports";
import { requireProject } from "@/lib/auth/require";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { queryWords } from "@/lib/reports/words";
import { ProjectPage } from "../../../project-page";
import { remove } from "../../actions";

export const metadata: Metadata = { title: "Delete report" };

export default async function DeleteReportPage({ params }: { params: Promise<{ id: string; reportId: string }> }) {
  const { id, reportId } = await params;
  const actor = await requireProject(id, "project.reports.edit");
  const report = await getReport(actor, reportId);
  if (!report) notFound();
  return (
    <ProjectPage actor={actor} section="reports">
      <PageHeader title="Delete report" sentence={`${report.name} of ${actor.project.name}.`} />
      <Card className="max-w-[560px]">
        <CardSection>
          {report.query && <p className="mb-2 text-ink-2">It counts {queryWords(report.query)}.</p>}
          <p>
            {report.alerts > 0
              ? `${countOf(report.alerts, "alert")} on it end with it, whoever subscribed. Events stay as they are. `
              : "Nobody has an alert on it. Events stay as they are. "}
            This cannot be undone.
          </p>
        </CardSection>
        <CardSection className="flex flex-wrap gap-2">
          <ActionButton
            action={remove}
            fields={{ projectId: actor.project.id, reportId }}
            variant="danger"
            pendingText="Deleting…"
          >
            Delete report
          </ActionButton>
          <LinkButton href={paths.report(actor.project.id, reportId)} variant="ghost">
            Keep it
          </LinkButton>
        </CardSection>
      </Card>
    </ProjectPage>
  );
}
