import { Card, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { listLatestEvents } from "@/db/queries/live-events";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { EventRow } from "./live/event-row";

const shown = 6;

/** The last few events that arrived, for those who may look into them. */
export async function RecentEvents({ actor }: { actor: ProjectActor }) {
  const { id } = actor.project;
  const at = now();
  const timeZone = await viewerTimezone(actor.user);
  const events = await listLatestEvents(id, { limit: shown, now: at });
  if (events.length === 0) return null;
  const today = formatDay(at, timeZone);
  return (
    <Card>
      <CardHeader
        lined
        title="Recent events"
        actions={
          <Link href={paths.liveFeed(id)} className="text-ink-2 hover:text-ink hover:underline">
            All, live
          </Link>
        }
      />
      <ol aria-label="Recent events, the newest first">
        {events.map((event) => (
          <EventRow key={event.id} event={event} timeZone={timeZone} today={today} />
        ))}
      </ol>
    </Card>
  );
}
