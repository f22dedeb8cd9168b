import { formatClock, formatDay, formatExact } from "@/components/ui/format";
import type { LiveEvent } from "@/db/queries/live-events";

/** One event: closed a line, open all it has. What applications sent is text, and nothing else. */
export function EventRow({ event, timeZone, today }: { event: LiveEvent; timeZone: string; today: string }) {
  const time = new Date(event.time);
  const [clock, day] = [formatClock(time, timeZone), formatDay(time, timeZone)];
  return (
    <li className="border-t border-line first:border-t-0">
      <details className="group">
        <summary className="grid min-h-10 cursor-pointer list-none grid-cols-[1fr_auto] items-baseline gap-x-4 px-5 py-2 -outline-offset-2 hover:bg-sunken md:grid-cols-[9rem_minmax(0,3fr)_minmax(0,2fr)_minmax(0,4fr)] [&::-webkit-details-marker]:hidden">
          <time
            dateTime={event.time}
            title={formatExact(time, timeZone)}
            className="order-2 text-xs text-ink-2 tabular md:order-none"
          >
            {day === today ? clock : `${day.replace(/, \d+$/, "")}, ${clock}`}
          </time>
          <span dir="auto" className="truncate font-medium">
            {event.event}
          </span>
          <span dir="auto" className="order-3 truncate text-xs text-ink-2 md:order-none">
            {event.person || <span className="text-ink-3">nobody</span>}
          </span>
          <span dir="auto" className="truncate text-xs text-ink-3 max-md:hidden">
            {glance(event)}
          </span>
        </summary>
        <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-6 gap-y-1 bg-sunken px-5 py-3 text-xs">
          <Property name="Happened" value={formatExact(time, timeZone)} />
          <Property name="Arrived" value={formatExact(new Date(event.arrivedAt), timeZone)} />
          {event.properties.map(([name, value]) => (
            <Property key={name} name={name} value={value} sent />
          ))}
        </dl>
      </details>
    </li>
  );
}

function Property({ name, value, sent = false }: { name: string; value: string; sent?: boolean }) {
  return (
    <>
      <dt dir="auto" className={sent ? "font-mono text-ink-2 wrap-anywhere" : "text-ink-2"}>
        {name}
      </dt>
      <dd dir="auto" className={sent ? "font-mono wrap-anywhere" : "tabular"}>
        {value}
      </dd>
    </>
  );
}

/** The first properties of the application's own; those that libraries add begin with `$` or `mp_`. */
function glance({ properties }: LiveEvent): string {
  const own = properties.filter(([name]) => !name.startsWith("$") && !name.startsWith("mp_"));
  return own
    .slice(0, 3)
    .map(([name, value]) => `${name}: ${value.length > 60 ? `${value.slice(0, 60)}…` : value}`)
    .join(" · ");
}
