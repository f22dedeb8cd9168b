import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { formatDay, formatNumber } from "@/components/ui/format";
import { type Loss, Losses } from "@/components/ui/losses";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { type DeletionPreview, previewDeletion } from "@/db/queries/deleted-projects";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf, plural } from "@/lib/format";
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
              {!only && <ChosenProjects projects={preview.projects} count={preview.count} />}
              <Losses items={losses(preview)} />
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

function losses({ count, periodEvents, allEvents, profiles, people, teams, invitations }: DeletionPreview): Loss[] {
  const events = plural(allEvents, "event");
  const them = count === 1 ? "it" : "them";
  const lines: (Loss | false)[] = [
    allEvents === 0
      ? { count: 0, what: "events: none have arrived yet" }
      : { count: allEvents, what: `${events}, ${formatNumber(periodEvents)} of them from this billing period` },
    { count: profiles, what: plural(profiles, "user profile") },
    people > 0 && { count: people, what: people === 1 ? "person loses access" : "people lose access" },
    teams > 0 && {
      count: teams,
      what: `${plural(teams, "team holds", "teams hold")} ${them}; the teams stay`,
    },
    invitations > 0 && {
      count: invitations,
      what: `open ${plural(invitations, "invitation gives", "invitations give")} ${them}; they stay open`,
    },
    { count, what: `${plural(count, "token")}: what applications go on sending is answered and not stored` },
  ];
  return lines.filter((line) => line !== false);
}

/** The chosen projects with what arrived in them, so that a wrong one is seen. */
function ChosenProjects({ projects, count }: Pick<DeletionPreview, "projects" | "count">) {
  const more = count - projects.length;
  return (
    <Facts className="border-y border-line px-0! py-2!">
      {projects.map((project) => (
        <Fact key={project.id} label={<span className="text-ink">{project.name}</span>}>
          <span className="text-ink-2 tabular">{`${countOf(project.events, "event")} this period`}</span>
        </Fact>
      ))}
      {more > 0 && <Fact label={`and ${countOf(more, "more", "more")}`}>{""}</Fact>}
    </Facts>
  );
}
