import { formatDay, formatExact, formatRelative } from "./format";

/** A moment in the viewer's timezone, the exact instant on hover. */
export function Time({
  at,
  timeZone,
  relative = false,
  now,
  empty = "–",
}: {
  at: Date | null;
  timeZone: string;
  relative?: boolean;
  now?: Date;
  empty?: string;
}) {
  if (!at) return <span className="text-ink-3">{empty}</span>;
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, timeZone)}>
      {relative ? formatRelative(at, now ?? new Date(), timeZone) : formatDay(at, timeZone)}
    </time>
  );
}
