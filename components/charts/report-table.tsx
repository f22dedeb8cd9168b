import { formatNumber } from "@/components/ui/format";
import type { ReportResult } from "@/db/queries/report-result";
import type { Measure, Unit } from "@/lib/reports/query";
import { bucketNames } from "@/lib/reports/words";

type Props = { result: ReportResult; measure: Measure; unit: Unit; timezone: string };

/** The numbers behind the chart, the newest first: a row for each bucket, a column for each event. */
export function ReportTable({ result, measure, unit, timezone }: Props) {
  const { buckets, series } = result;
  const names = bucketNames(
    buckets.map(({ start }) => start),
    unit,
    timezone,
  );
  // Numbers and dates alone: as text they are sent once, where components would be sent twice and hydrated.
  const rows = buckets
    .map(({ complete }, at) => {
      const counts = series.map(({ counts }) => `<td>${formatNumber(counts[at] ?? 0)}</td>`).join("");
      return `<tr><th scope="row">${names[at]}${complete ? "" : ", so far"}</th>${counts}</tr>`;
    })
    .reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="counts" tabIndex={0} aria-label="The numbers">
      <table className="table in-card">
        <caption className="sr-only">{measure === "unique" ? `People per ${unit}` : `Events per ${unit}`}</caption>
        <thead>
          <tr>
            <th scope="col">{unit === "week" ? "Week" : unit === "day" ? "Day" : "Hour"}</th>
            {series.map(({ event }) => (
              <th key={event} scope="col">
                <span dir="auto" className="inline-block max-w-48 truncate align-middle" title={event}>
                  {event}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: numbers and dates, nothing anybody typed */}
        <tbody dangerouslySetInnerHTML={{ __html: rows.join("") }} />
      </table>
    </section>
  );
}
