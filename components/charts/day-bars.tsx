import { scaleBand, scaleLinear } from "d3-scale";
import { formatNumber } from "@/components/ui/format";

/** `projected` days are what the course so far lets expect. */
export type DayCount = { day: string; count: number; projected?: boolean };

const height = 112;

/** Bars per day as drawn by the server; positions are shares of the width, so that letters keep their size. */
export function DayBars({ days, title, unit }: { days: readonly DayCount[]; title: string; unit: string }) {
  const x = scaleBand<string>()
    .domain(days.map((day) => day.day))
    .range([0, 100])
    .paddingInner(0.36)
    .paddingOuter(0.12);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...days.map((day) => day.count))])
    .range([0, height - 8]);
  const width = x.bandwidth();
  // Numbers and dates alone: as text they are drawn and sent once, where components would be sent twice and hydrated.
  const bars = days.map(({ day, count, projected }) => {
    const tall = count > 0 ? Math.max(y(count), 2) : 0;
    const place = `x="${percent(x(day))}" width="${percent(width)}"`;
    const said = `${dayName(day)}: ${formatNumber(count)}${projected ? ", expected" : ""}`;
    const bar = `<rect ${place} y="${(height - tall).toFixed(1)}" height="${tall.toFixed(1)}" rx="2" class="${projected ? "fill-accent-pale" : "fill-accent"}"/>`;
    return `${bar}<rect ${place} y="0" height="${height}" fill="transparent"><title>${said}</title></rect>`;
  });
  const cells = days.map(
    ({ day, count, projected }) =>
      `<tr><th scope="row">${dayName(day)}</th><td>${formatNumber(count)}${projected ? " expected" : ""}</td></tr>`,
  );
  return (
    <figure>
      <svg width="100%" height={height + 20} aria-hidden="true" className="block overflow-visible text-[11px]">
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: numbers and names of months, nothing anybody typed */}
        <g dangerouslySetInnerHTML={{ __html: bars.join("") }} />
        <line x1="0" x2="100%" y1={height + 0.5} y2={height + 0.5} className="stroke-line" />
        {days.map(({ day }, index) =>
          index % 7 === 0 ? (
            <text
              key={day}
              x={percent((x(day) ?? 0) + width / 2)}
              y={height + 15}
              textAnchor="middle"
              className="fill-ink-3"
            >
              {Number(day.slice(8))}
            </text>
          ) : null,
        )}
      </svg>
      <figcaption className="sr-only">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">{unit}</th>
            </tr>
          </thead>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: numbers and names of months, nothing anybody typed */}
          <tbody dangerouslySetInnerHTML={{ __html: cells.join("") }} />
        </table>
      </figcaption>
    </figure>
  );
}

function percent(value: number | undefined): string {
  return `${(value ?? 0).toFixed(2)}%`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dayName(day: string): string {
  return `${months[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(8, 10))}`;
}
