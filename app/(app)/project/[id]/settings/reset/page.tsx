import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { type Loss, Losses } from "@/components/ui/losses";
import { PageHeader } from "@/components/ui/page-header";
import { listResets, previewReset, type ResetPreview } from "@/db/queries/resets";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf, listOf, plural } from "@/lib/format";
import { pageNumber, pageSize, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { erasureDay, restoreDays } from "@/lib/projects/periods";
import { listLinks } from "../../../../list-links";
import { ProjectPage } from "../../project-page";
import { EarlierResets } from "./earlier-resets";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "Reset project" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** What a reset takes out of sight and what it leaves, the one red button, and what earlier resets took. */
export default async function ResetProjectPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.delete");
  const query = await searchParams;
  const { id, name } = actor.project;
  const [at, timeZone] = [now(), await viewerTimezone(actor.user)];
  const preview = await previewReset(actor, at);
  const place = readPlace(query, ["reset"] as const, { sort: "reset", dir: "desc" });
  const resets = await listResets(actor, pageNumber(place.page, preview.resets), pageSize);
  const rows = resets.map(() => ({ cursor: "" }));
  const { foot } = listLinks(paths.resetProject(id), {}, place, rows, preview.resets);
  return (
    <ProjectPage actor={actor} section="settings">
      <PageHeader
        title={`Reset ${name}`}
        sentence={`You can bring the data back until ${formatDay(erasureDay(at), timeZone)}. Then it is erased for good.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader title="What goes out of sight at once" />
        <CardBody className="grid gap-4">
          <Losses items={losses(preview)} />
          <p className="text-ink-2">{whatStays(preview)}</p>
          <p className="text-ink-2">
            Applications need the new token. What they go on sending with the old one is answered and stored nowhere.
            Billed usage of the period stays as it is.
          </p>
          <ResetForm projectId={id} name={name} shown={preview.latest} typed={readText(query, "typed")} />
        </CardBody>
      </Card>
      {preview.resets > 0 && (
        <EarlierResets projectId={id} resets={resets} foot={foot} timeZone={timeZone} now={at} days={restoreDays} />
      )}
    </ProjectPage>
  );
}

function losses({ events, names, profiles, previousKeys }: ResetPreview): Loss[] {
  const lines: (Loss | false)[] = [
    events === 0
      ? { count: 0, what: "events: none are stored" }
      : { count: events, what: `${plural(events, "event")} of ${countOf(names, "name")}` },
    { count: profiles, what: plural(profiles, "user profile") },
    { count: 3, what: "access keys: token, API Key and API Secret end now, and new ones are made" },
    previousKeys > 0 && {
      count: previousKeys,
      what: `rotated ${plural(previousKeys, "key")} that still ${plural(previousKeys, "works", "work")}`,
    },
  ];
  return lines.filter((line) => line !== false);
}

function whatStays({ reports, alerts }: ResetPreview): string {
  const parts = ["name", "timezone", "everyone’s access", "settings of messages and Autotrack"];
  if (reports > 0) parts.push(countOf(reports, "report"));
  if (alerts > 0) parts.push(countOf(alerts, "alert"));
  return `What stays: ${listOf(parts)}.`;
}
