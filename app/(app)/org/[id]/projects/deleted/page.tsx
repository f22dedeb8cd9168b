import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { LiveProgress } from "@/components/layout/live-progress";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { type DeletedProject, listDeletedProjects } from "@/db/queries/deleted-projects";
import { getProjectListFacts } from "@/db/queries/projects";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { pageNumber, pageSize, readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { erasureDay, restoreDays } from "@/lib/projects/periods";
import { listLinks } from "../../../../list-links";
import { RestoreAsForm } from "../../../../restore-as-form";
import { OrgPage } from "../../org-page";
import { ProjectTabs } from "../project-tabs";
import { restore, restoreAs } from "./actions";

export const metadata: Metadata = { title: "Deleted projects" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function DeletedProjectsPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.projects.delete");
  const place = readPlace(await searchParams, ["deleted"] as const, { sort: "deleted", dir: "desc" });
  const { deleted: total } = await getProjectListFacts(actor, { q: "", team: "" });
  const rows = await listDeletedProjects(actor, pageNumber(place.page, total), pageSize);
  const timeZone = await viewerTimezone(actor.user);
  const path = paths.deletedProjects(actor.org.id);
  const { foot } = listLinks(
    path,
    {},
    place,
    rows.map(() => ({ cursor: "" })),
    total,
  );
  return (
    <OrgPage actor={actor} section="projects">
      <PageHeader
        title="Projects"
        sentence={`Deleted projects of ${actor.org.name}. After ${restoreDays} days their data is erased for good.`}
      />
      <ProjectTabs actor={actor} shown="deleted" deleted={total} />
      <Card>
        {total === 0 ? (
          <EmptyState action={<LinkButton href={paths.projects(actor.org.id)}>Show current projects</LinkButton>}>
            {`No project is deleted. One that you delete stands here for ${restoreDays} days.`}
          </EmptyState>
        ) : (
          <>
            <Table caption="Deleted projects">
              <Thead>
                <Th>Name</Th>
                <Th wide>Deleted by</Th>
                <Th wide narrow>
                  Deleted
                </Th>
                <Th wide narrow>
                  Erased from
                </Th>
                <Th narrow />
              </Thead>
              <Tbody>
                {rows.map((row) => (
                  <DeletedRow key={row.id} row={row} orgId={actor.org.id} timeZone={timeZone} />
                ))}
              </Tbody>
            </Table>
            <Pagination {...foot} />
          </>
        )}
      </Card>
    </OrgPage>
  );
}

function DeletedRow({ row, orgId, timeZone }: { row: DeletedProject; orgId: number; timeZone: string }) {
  const fields = { orgId, deleted: row.id };
  const erasedFrom = erasureDay(row.deletedAt);
  return (
    <Tr>
      <Td>
        <NameCell
          name={row.name}
          detail={row.timezone}
          more={
            !row.erasingAt && (
              <>
                {" · erased "}
                <Time at={erasedFrom} timeZone={timeZone} relative now={now()} />
              </>
            )
          }
        />
        {row.erasingAt && <Erasing orgId={orgId} name={row.name} progress={row.progress} />}
        {row.nameTaken && !row.erasingAt && <RestoreAsForm action={restoreAs} fields={fields} name={row.name} />}
      </Td>
      <Td wide>{row.deletedBy ?? <span className="text-ink-3">Former user</span>}</Td>
      <Td wide narrow>
        <Time at={row.deletedAt} timeZone={timeZone} />
      </Td>
      <Td wide narrow>
        <Time at={erasedFrom} timeZone={timeZone} />
      </Td>
      <Td narrow align="right">
        {!row.erasingAt && !row.nameTaken && (
          <ActionButton
            action={restore}
            fields={fields}
            size="sm"
            pendingText="Restoring…"
            label={`Restore ${row.name}`}
          >
            Restore
          </ActionButton>
        )}
      </Td>
    </Tr>
  );
}

/** Too late to restore it; how far its data has gone. */
function Erasing({ orgId, name, progress }: { orgId: number; name: string; progress: DeletedProject["progress"] }) {
  return (
    <div className="mt-2 grid max-w-72 gap-1">
      <p className="text-ink-2">Its data is being erased.</p>
      {progress && (
        <LiveProgress
          address={`/api${paths.progress(orgId, progress.id)}`}
          first={{ done: progress.done, total: progress.total, ended: false }}
          label={`Erasing ${name}`}
        />
      )}
    </div>
  );
}
