import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay, formatNumber } from "@/components/ui/format";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { type DeletionPreview, previewDeletion } from "@/db/queries/deleted-projects";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf, listOf } from "@/lib/format";
import { listHref, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { erasureDay, phraseToDelete, restoreDays } from "@/lib/projects/periods";
import { readSelection, selectionFields } from "@/lib/selection";
import { billingPeriodOf } from "@/lib/usage/period";
import { OrgPage } from "../../org-page";
import { readProjectFilter } from "../list-filter";
import { DeletionForm } from "./deletion-form";

export const metadata: Metadata = { title: "Delete projects" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** What goes away with the chosen projects, until when it can be undone, and the one red button. */
export default async function ProjectDeletionPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.projects.delete");
  const query = await searchParams;
  const [selection, filter] = [readSelection(query), readProjectFilter(query)];
  const back = listHref(paths.projects(actor.org.id), filter);
  const preview = await previewDeletion(actor, selection, filter, billingPeriodOf(now()));
  const names = preview.projects.map((project) => project.name);
  const only = preview.count === 1 ? names[0] : undefined;
  const what = only ?? countOf(preview.count, "project");
  const until = formatDay(erasureDay(now()), await viewerTimezone(actor.user));
  const gone = selection.all ? 0 : selection.ids.length - preview.count;
  return (
    <OrgPage actor={actor} section="projects">
      <PageHeader
        title={preview.count === 0 ? "Delete projects" : `Delete ${what}`}
        sentence={`You can restore ${only ? "it" : "them"} until ${until}. Then the data is erased for good.`}
      />
      <Card className="max-w-[680px]">
        {preview.count === 0 ? (
          <EmptyState action={<LinkButton href={back}>Back to the list</LinkButton>}>
            {gone > 0 ? "What was chosen is not there any more." : "No project is chosen. Tick some in the list."}
          </EmptyState>
        ) : (
          <>
            <CardHeader title="What goes away at once" />
            <CardBody className="grid gap-4">
              <ul className="list-disc pl-5 text-ink-2">
                {losses(preview).map((loss) => (
                  <li key={loss}>{loss}</li>
                ))}
              </ul>
              {!only && <p className="text-ink-2">{`${listOf(names, 10, preview.count)}.`}</p>}
              {gone > 0 && <p className="text-ink-2">{`${countOf(gone, "other")} of your choice is gone already.`}</p>}
              <p className="text-ink-2">
                {`For ${restoreDays} days restoring brings back everything: data, keys, and who has access. Events sent meanwhile are not kept. Billed usage of the period stays as it is.`}
              </p>
              <DeletionForm
                orgId={actor.org.id}
                chosen={selectionFields(selection, filter)}
                shown={preview.count}
                phrase={only ?? phraseToDelete(Array.from({ length: preview.count }, () => ""))}
                typed={readText(query, "typed")}
                button={`Delete ${what}`}
                backHref={back}
              />
            </CardBody>
          </>
        )}
      </Card>
    </OrgPage>
  );
}

function losses({ periodEvents, allEvents, profiles, people, teams, invitations }: DeletionPreview): string[] {
  const lines = [
    allEvents > 0
      ? `${countOf(allEvents, "event")}, ${formatNumber(periodEvents)} of them from this billing period`
      : "No events: none have arrived yet",
    `${countOf(profiles, "user profile")}, and what is built on them: reports, alerts, settings`,
    people > 0 && `Access of ${countOf(people, "person", "people")}`,
    teams > 0 && `A place in ${countOf(teams, "team")}; the teams stay`,
    invitations > 0 && `A part of ${countOf(invitations, "open invitation")}; the rest of them stays`,
    "The token: applications that go on sending with it are answered, and nothing is stored",
  ];
  return lines.filter((line) => line !== false);
}
