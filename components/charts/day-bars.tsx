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
  return (
    <figure>
      <svg width="100%" height={height + 20} aria-hidden="true" className="block overflow-visible text-[11px]">
        {days.map(({ day, count, projected }) => {
          const tall = count > 0 ? Math.max(y(count), 2) : 0;
          return (
            <g key={day}>
              <rect
                x={percent(x(day))}
                width={percent(width)}
                y={height - tall}
                height={tall}
                rx="2"
                className={projected ? "fill-accent-pale" : "fill-accent"}
              />
              <rect x={percent(x(day))} width={percent(width)} y="0" height={height} fill="transparent">
                <title>{`${dayName(day)}: ${formatNumber(count)} ${unit}${projected ? ", expected" : ""}`}</title>
              </rect>
            </g>
          );
        })}
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
          <tbody>
            {days.map(({ day, count, projected }) => (
              <tr key={day}>
                <th scope="row">{dayName(day)}</th>
                <td>
                  {formatNumber(count)}
                  {projected && " expected"}
                </td>
              </tr>
            ))}
          </tbody>
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
