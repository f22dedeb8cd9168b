import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { type AlertRow, getOwnAlert, listOwnAlerts, sendsTexts } from "@/db/queries/alerts";
import { getReport } from "@/db/queries/reports";
import { mostAlerts } from "@/lib/alerts/own";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { can } from "@/lib/authz/authorize";
import { newSecret } from "@/lib/ids";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { AlertTable } from "../../../../../alert-table";
import { ProjectPage } from "../../../project-page";
import { AlertForm, type AlertValues } from "./alert-form";

export const metadata: Metadata = { title: "Alerts of a report" };

type Props = { params: Promise<{ id: string; reportId: string }>; searchParams: Promise<SearchParams> };

/** One's own alerts on one report, and the form for another. */
export default async function ReportAlertsPage({ params, searchParams }: Props) {
  const { id, reportId } = await params;
  const actor = await requireProject(id, "project.reports.view");
  const report = await getReport(actor, reportId);
  if (!report) notFound();
  const projectId = actor.project.id;
  const edited = readText(await searchParams, "alert");
  const [own, alert, texts, timeZone] = await Promise.all([
    listOwnAlerts(actor, { projectId, reportId, limit: mostAlerts }),
    edited ? getOwnAlert(actor, edited) : null,
    sendsTexts(projectId),
    viewerTimezone(actor.user),
  ]);
  const events = report.query?.events ?? [];
  return (
    <ProjectPage actor={actor} section="reports">
      <PageHeader
        title="Alerts"
        sentence={
          <>
            Yours on <span dir="auto">{report.name}</span>.
          </>
        }
        actions={<LinkButton href={paths.report(projectId, reportId)}>Open the report</LinkButton>}
      />
      <Card className="mb-4">
        {own.length > 0 ? (
          <AlertTable alerts={own} timeZone={timeZone} place="report" />
        ) : (
          <EmptyState>
            {can(actor, "project.reports.edit")
              ? "You hear nothing of this report yet."
              : "You hear nothing of this report. Your role lets you open it, and leave alerts; subscribing takes an analyst."}
          </EmptyState>
        )}
      </Card>
      {can(actor, "project.reports.edit") && report.query && (
        <Card className="max-w-[640px]" id="form">
          <CardHeader title={alert ? "Edit alert" : "New alert"} />
          <CardBody>
            <AlertForm
              key={alert?.id ?? own.length}
              projectId={projectId}
              reportId={reportId}
              alertId={alert?.id}
              values={valuesOf(alert, timeZone, events)}
              events={events}
              unit={report.query.unit}
              texts={texts}
              requestKey={newSecret(18)}
            />
          </CardBody>
        </Card>
      )}
    </ProjectPage>
  );
}

/** What the form begins with: the alert as it is, or every day at nine where the viewer is. */
function valuesOf(alert: AlertRow | null, timeZone: string, events: readonly string[]): AlertValues {
  return {
    kind: alert?.kind ?? "daily",
    hour: String(alert?.hour ?? 9),
    weekday: String(alert?.weekday ?? 1),
    timezone: alert?.timezone ?? timeZone,
    threshold: alert?.threshold?.toLocaleString("en-US") ?? "",
    event: alert?.event ?? (events.length === 1 ? (events[0] ?? "") : ""),
    channel: alert?.channel ?? "mail",
    phone: alert?.phone ?? "",
  };
}
