import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { listEventNames, listLatestEvents } from "@/db/queries/live-events";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { readEventName } from "@/lib/events/event-name";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { ProjectPage } from "../project-page";
import { EventRow } from "./event-row";
import { LiveFilters } from "./filters";
import { LiveRows } from "./live-rows";

export const metadata: Metadata = { title: "Live events" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

const mostRows = 50;
const mostNames = 200;

export default async function LivePage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.reports.edit");
  const { id } = actor.project;
  const event = readEventName((await searchParams).event);
  const at = now();
  const [events, names, timeZone] = await Promise.all([
    listLatestEvents(id, { event, limit: mostRows, now: at }),
    listEventNames(id, mostNames),
    viewerTimezone(actor.user),
  ]);
  const query = new URLSearchParams({ since: at.toISOString(), ...(event && { event }) });
  const today = formatDay(at, timeZone);
  return (
    <ProjectPage actor={actor} section="live">
      <PageHeader title="Live events" sentence="What arrives, as it arrives. Open an event to see all it has." />
      <LiveFilters path={paths.liveFeed(id)} event={event} names={names} />
      <Card>
        <LiveRows
          key={query.get("event")}
          address={`/api/project/${id}/live?${query}`}
          known={recent(events, at)}
          timeZone={timeZone}
          empty={
            <EmptyState>
              {event
                ? `No event named “${event}” came in the last days on which any came.`
                : "Nothing has arrived yet."}
            </EmptyState>
          }
        >
          {events.length > 0 && (
            <ol aria-label="Events, the newest first">
              {events.map((one) => (
                <EventRow key={one.id} event={one} timeZone={timeZone} today={today} />
              ))}
            </ol>
          )}
        </LiveRows>
      </Card>
    </ProjectPage>
  );
}

/** Those that the stream may send again, since it looks back a little. */
function recent(events: readonly { id: string; arrivedAt: string }[], at: Date): string[] {
  return events.filter(({ arrivedAt }) => Date.parse(arrivedAt) > at.getTime() - 60_000).map(({ id }) => id);
}
