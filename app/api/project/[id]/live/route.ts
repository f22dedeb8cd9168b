import { projectRoute } from "@/lib/auth/handlers";
import { askingForProject } from "@/lib/auth/require";
import { now } from "@/lib/clock";
import { readEventName } from "@/lib/events/event-name";
import { liveFeed } from "@/lib/events/live-feed";
import { eventStream } from "@/lib/http/event-stream";
import { counted } from "@/lib/http/open-streams";

/** Events as they arrive, from `since` on, or from where the browser's last connection broke; of one name with `event`. */
export const GET = projectRoute("project.reports.edit", async (actor, request) => {
  const { searchParams } = new URL(request.url);
  const since = momentOf(request.headers.get("last-event-id")) ?? momentOf(searchParams.get("since")) ?? now();
  const mayRead = await askingForProject(actor.project.id, "project.reports.edit");
  const event = readEventName(searchParams.get("event") ?? undefined);
  const feed = liveFeed({ projectId: actor.project.id, event, since, mayRead, signal: request.signal });
  return eventStream(counted(actor.user.id, feed));
});

function momentOf(text: string | null): Date | null {
  const moment = new Date(text && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : Number.NaN);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
