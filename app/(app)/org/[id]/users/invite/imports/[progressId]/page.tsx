import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LiveProgress } from "@/components/layout/live-progress";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { countImportRows, getImport, type ImportCounts, type ImportShow, listImportRows } from "@/db/queries/imports";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { sendingLeft } from "@/lib/invitations/limits";
import { readPlace, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../../org-page";
import { ImportNotices } from "./import-notices";
import { ImportTable } from "./import-table";
import { Outcomes } from "./outcomes";
import { StartImport } from "./start-import";

export const metadata: Metadata = { title: "Invite Users" };

type Props = { params: Promise<{ id: string; progressId: string }>; searchParams: Promise<SearchParams> };

/** An uploaded list: what each line will do, how far it is, and what came of it. */
export default async function ImportPage({ params, searchParams }: Props) {
  const { id, progressId } = await params;
  const actor = await requireOrg(id, "org.members.invite");
  const query = await searchParams;
  const at = now();
  const [state, counts, left, timeZone] = await Promise.all([
    getImport(actor, progressId),
    countImportRows(actor, progressId, at),
    sendingLeft(actor.org.id),
    viewerTimezone(actor.user),
  ]);
  if (!state) notFound();
  const problems = counts.wrong + counts.refused + counts.limited;
  const show: ImportShow = query.show === "problems" ? "problems" : "all";
  const total = show === "all" ? counts.all : problems;
  const place = readPlace(query, ["line"], { sort: "line", dir: "asc" });
  const rows = await listImportRows(actor, progressId, { show, page: place.page, total, at });
  const path = paths.invitationImport(actor.org.id, progressId);
  const phase = !state.startedAt ? "checked" : state.finishedAt ? "done" : "running";
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={state.fileName}
        sentence={sentences[phase](counts, state.startedBy)}
        actions={
          <LinkButton href={phase === "done" ? paths.invited(actor.org.id) : paths.invite(actor.org.id, "csv")}>
            {phase === "done" ? "Show invited" : "Upload another list"}
          </LinkButton>
        }
      />
      <div className="grid gap-4">
        {phase === "running" && (
          <Card>
            <CardHeader title="Inviting" sentence="This goes on when you leave the page." />
            <CardBody>
              <LiveProgress
                address={`/api/org/${actor.org.id}/progress/${progressId}`}
                first={{ done: state.done, total: state.total, ended: false }}
                label={`${state.done} of ${countOf(state.total, "person", "people")} done`}
              />
            </CardBody>
          </Card>
        )}
        <Outcomes counts={counts} settled={phase === "done"} />
        <ImportNotices state={state} counts={counts} left={left} phase={phase} timeZone={timeZone} />
        <StartImport orgId={actor.org.id} importId={progressId} phase={phase} counts={counts} />
        <div>
          <div className="flex flex-wrap items-end justify-between gap-x-4">
            <div className="flex-1">
              <Tabs
                label="Lines"
                items={[
                  { label: "All lines", href: path, count: counts.all, active: show === "all" },
                  {
                    label: "With problems",
                    href: `${path}?show=problems`,
                    count: problems,
                    active: show === "problems",
                  },
                ]}
              />
            </div>
            <LinkButton
              plain
              download
              size="sm"
              className="mb-3"
              href={`${path}/csv${show === "problems" ? "?show=problems" : ""}`}
            >
              Download CSV
            </LinkButton>
          </div>
          <ImportTable orgId={actor.org.id} path={path} rows={rows} {...{ show, place, total, at, timeZone, phase }} />
        </div>
      </div>
    </OrgPage>
  );
}

const sentences = {
  checked: (counts: ImportCounts) =>
    `${countOf(counts.all, "line")} read. Nobody is invited yet: look at what each will do.`,
  running: (_: ImportCounts, by: string | null) =>
    `Started by ${by ?? "somebody who left"}. What is done stands below.`,
  done: (_: ImportCounts, by: string | null) =>
    `Invited by ${by ?? "somebody who left"}. What came of each line stands below.`,
};
