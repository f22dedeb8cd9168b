import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { listOwnAlerts, type ProjectAlert, searchProjectAlerts } from "@/db/queries/alerts";
import { mostAlerts } from "@/lib/alerts/own";
import { channelInWords, whenInWords } from "@/lib/alerts/words";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { pageNumber, pageSize, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { AlertTable } from "../../../alert-table";
import { listLinks } from "../../../list-links";
import { NameSearch } from "../../../name-search";
import { ProjectPage } from "../project-page";
import { end } from "./actions";

export const metadata: Metadata = { title: "Alerts" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** One's own alerts in the project; for those who set it up also everybody's. */
export default async function ProjectAlertsPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.reports.view");
  const own = await listOwnAlerts(actor, { projectId: actor.project.id, limit: mostAlerts });
  const timeZone = await viewerTimezone(actor.user);
  return (
    <ProjectPage actor={actor} section="alerts">
      <PageHeader title="Alerts" sentence={`Reports of ${actor.project.name} that people hear of by themselves.`} />
      <Card>
        <CardHeader title="Yours" count={own.length} lined />
        {own.length > 0 ? (
          <AlertTable alerts={own} timeZone={timeZone} place="project" />
        ) : (
          <EmptyState action={<LinkButton href={paths.project(actor.project.id)}>All reports</LinkButton>}>
            You subscribed to no report of this project. Open one and choose Alerts.
          </EmptyState>
        )}
      </Card>
      {can(actor, "project.settings.edit") && (
        <Everybody actor={actor} query={await searchParams} timeZone={timeZone} />
      )}
    </ProjectPage>
  );
}

async function Everybody({ actor, query, timeZone }: { actor: ProjectActor; query: SearchParams; timeZone: string }) {
  const q = readText(query, "q");
  const path = paths.projectAlerts(actor.project.id);
  const place = readPlace(query, ["person"] as const, { sort: "person", dir: "asc" });
  const asked = place.page === "last" ? 1_000_000 : place.page;
  const first = await searchProjectAlerts(actor, { q, page: asked, size: pageSize });
  const page = pageNumber(place.page, first.total);
  const { rows, total } = page === asked ? first : await searchProjectAlerts(actor, { q, page, size: pageSize });
  const { foot } = listLinks(
    path,
    { q },
    { ...place, page },
    rows.map(() => ({ cursor: "" })),
    total,
  );
  return (
    <div className="mt-6">
      <h2 className="mb-3">Everybody’s</h2>
      {(total > 0 || q) && <NameSearch path={path} q={q} />}
      <Card>
        {total === 0 ? (
          <EmptyState action={q && <LinkButton href={path}>Show all alerts</LinkButton>}>
            {q ? "No report and nobody has a name like this." : "Nobody has an alert in this project."}
          </EmptyState>
        ) : (
          <>
            <AllAlerts actor={actor} rows={rows} timeZone={timeZone} />
            <Pagination {...foot} />
          </>
        )}
      </Card>
    </div>
  );
}

function AllAlerts({ actor, rows, timeZone }: { actor: ProjectActor; rows: ProjectAlert[]; timeZone: string }) {
  const projectId = actor.project.id;
  return (
    <Table caption="Alerts of everybody">
      <Thead>
        <Th>Who</Th>
        <Th wide>Report</Th>
        <Th wide>When</Th>
        <Th wide narrow>
          Last sent
        </Th>
        <Th narrow />
      </Thead>
      <Tbody>
        {rows.map((alert) => (
          <Tr key={alert.id}>
            <Td>
              <NameCell
                lead={alert.pausedAt ? <Tag tone="warn">Paused</Tag> : undefined}
                name={alert.who}
                detail={alert.email}
                more={`${alert.reportName} · ${whenInWords(alert)}`}
              />
            </Td>
            <Td wide>
              <NameCell name={alert.reportName} href={paths.report(projectId, alert.reportId)} />
            </Td>
            <Td wide>
              <span className="block">{whenInWords(alert)}</span>
              <span className="text-xs text-ink-3">
                {alert.channel === "mail" ? channelInWords("mail", null) : "By text"}
              </span>
            </Td>
            <Td wide narrow>
              <Time at={alert.lastSentAt} timeZone={timeZone} empty="Not yet" />
            </Td>
            <Td narrow>
              <ActionButton
                size="sm"
                variant="danger-quiet"
                action={end}
                fields={{ projectId, alertId: alert.id }}
                label={`End the alert of ${alert.who} on ${alert.reportName}`}
                pendingText="Ending…"
              >
                End
              </ActionButton>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
