import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { formatNumber } from "@/components/ui/format";
import type { ReportResult, ReportSeries } from "@/db/queries/report-result";
import { countOf, shortNumber } from "@/lib/format";
import type { Chart, Measure, Unit } from "@/lib/reports/query";
import { bucketNames, tickName } from "@/lib/reports/words";

type Props = { result: ReportResult; chart: Chart; measure: Measure; unit: Unit; timezone: string };

const height = 220;
/** Along the width of any chart; the browser stretches it, and letters keep their size. */
const wide = 1000;
const mostLabels = 8;
/** Names in the title of one bucket. */
const mostSaid = 10;

/**
 * The counts of a report, drawn by the server. What is not over yet is dashed or pale. Bars stand on each other where
 * their sum means something, and beside each other for people, who would be counted twice.
 */
export function ReportChart({ result, chart, measure, unit, timezone }: Props) {
  const { buckets, series } = result;
  const names = bucketNames(
    buckets.map(({ start }) => start),
    unit,
    timezone,
  );
  const stacked = chart === "bar" && measure === "total";
  const tops = buckets.map((_, at) => {
    const counts = series.map((one) => one.counts[at] ?? 0);
    return stacked ? counts.reduce((sum, count) => sum + count, 0) : Math.max(...counts);
  });
  const y = scaleLinear()
    .domain([0, Math.max(1, ...tops)])
    .nice(4)
    .range([height, 0]);
  const step = wide / buckets.length;
  const open = buckets.findIndex(({ complete }) => !complete);
  const drawn = { series, step, y, open: open < 0 ? buckets.length : open };
  return (
    <div className="pt-2 pr-1 pb-6 pl-10">
      <svg
        role="img"
        aria-label={`${countOf(series.length, "line")} over ${countOf(buckets.length, unit)}; the table below has the numbers.`}
        width="100%"
        height={height}
        className="block overflow-visible text-[11px]"
      >
        {y
          .ticks(4)
          .filter(Number.isInteger)
          .map((tick) => (
            <g key={tick}>
              <line
                x1="0"
                x2="100%"
                y1={Math.round(y(tick)) + 0.5}
                y2={Math.round(y(tick)) + 0.5}
                className="stroke-line"
              />
              <text x="-8" y={y(tick) + 4} textAnchor="end" className="fill-ink-3">
                {shortNumber(tick)}
              </text>
            </g>
          ))}
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${wide} ${height}`}
          width="100%"
          height={height}
          preserveAspectRatio="none"
          className="overflow-visible"
        >
          {chart === "line" ? <Lines {...drawn} /> : <Bars {...drawn} stacked={stacked} />}
          {buckets.map(({ start, complete }, at) => (
            <rect
              key={start.getTime()}
              x={at * step}
              y="0"
              width={step}
              height={height}
              className="fill-transparent hover:fill-ink/5"
            >
              <title>{said(names[at] ?? "", complete, series, at)}</title>
            </rect>
          ))}
        </svg>
        <Labels starts={buckets.map(({ start }) => start)} unit={unit} timezone={timezone} />
      </svg>
    </div>
  );
}

type Drawn = { series: readonly ReportSeries[]; step: number; y: (value: number) => number; open: number };

/** One color a series; the second ten are told apart by short dashes. */
function look(at: number): string {
  return `series-${at % 10}`;
}

function Lines({ series, step, y, open }: Drawn) {
  const draw = line<[number, number]>();
  const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 2, strokeLinejoin: "round" } as const;
  return series.map(({ event, counts }, at) => {
    const points = counts.map((count, bucket): [number, number] => [round((bucket + 0.5) * step), round(y(count))]);
    const [done, coming] = [points.slice(0, open), points.slice(Math.max(0, open - 1))];
    return (
      <g key={event} className={look(at)}>
        <path
          {...stroke}
          d={draw(done) ?? ""}
          vectorEffect="non-scaling-stroke"
          strokeDasharray={at < 10 ? undefined : "2 3"}
        />
        {coming.length > 1 && (
          <path {...stroke} d={draw(coming) ?? ""} vectorEffect="non-scaling-stroke" strokeDasharray="4 4" />
        )}
        {points.length < 3 &&
          points.map(([px, py]) => (
            // A line of no length with round ends is a dot, whatever the chart is stretched to.
            <path
              key={px}
              {...stroke}
              strokeWidth={7}
              strokeLinecap="round"
              d={`M${px} ${py}h0.01`}
              vectorEffect="non-scaling-stroke"
            />
          ))}
      </g>
    );
  });
}

function Bars({ series, step, y, open, stacked }: Drawn & { stacked: boolean }) {
  const bottoms = new Array<number>(series[0]?.counts.length ?? 0).fill(0);
  const room = step * 0.72;
  const width = stacked ? room : room / series.length;
  return series.map(({ event, counts }, at) => (
    <g key={event} className={look(at)} fill="currentColor">
      {counts.map((count, bucket) => {
        const bottom = stacked ? (bottoms[bucket] ?? 0) : 0;
        if (stacked) bottoms[bucket] = bottom + count;
        if (count === 0) return null;
        const tall = Math.max(stacked ? 0.5 : 2, y(bottom) - y(bottom + count));
        const left = bucket * step + step * 0.14 + (stacked ? 0 : at * width);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: buckets are in the order of time
            key={bucket}
            x={round(left)}
            y={round(y(bottom) - tall)}
            width={round(width)}
            height={round(tall)}
            opacity={bucket >= open ? 0.45 : undefined}
          />
        );
      })}
    </g>
  ));
}

/** As many as have room, of the days where hours of many days are shown; half of them on a phone. */
function Labels({ starts, unit, timezone }: { starts: readonly Date[]; unit: Unit; timezone: string }) {
  const named = starts.map((start, at) => ({ at, name: tickName(start, unit, timezone) }));
  const many = unit === "hour" && starts.length > 48;
  const candidates = many ? named.filter(({ name }) => !name.includes(":")) : named;
  const every = Math.max(1, Math.ceil(candidates.length / mostLabels));
  return candidates
    .filter((_, index) => index % every === 0)
    .map(({ at, name }, index) => (
      <text
        key={at}
        x={`${round(((at + 0.5) / starts.length) * 100)}%`}
        y={height + 18}
        textAnchor="middle"
        className={index % 2 === 1 ? "fill-ink-3 max-md:hidden" : "fill-ink-3"}
      >
        {name}
      </text>
    ));
}

function said(name: string, complete: boolean, series: readonly ReportSeries[], at: number): string {
  const lines = series.slice(0, mostSaid).map(({ event, counts }) => `${event}: ${formatNumber(counts[at] ?? 0)}`);
  const rest = series.length > mostSaid ? [`and ${series.length - mostSaid} more`] : [];
  return [complete ? name : `${name}, so far`, ...lines, ...rest].join("\n");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What the colors mean, with the number of the whole range. */
export function ReportLegend({ series, measure }: { series: readonly ReportSeries[]; measure: Measure }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1.5">
      {series.map(({ event, total }, at) => (
        <li key={event} className="flex min-w-0 items-baseline gap-2">
          <svg width="10" height="10" aria-hidden="true" className={`shrink-0 ${look(at)}`}>
            <rect width="10" height={at < 10 ? 10 : 4} y={at < 10 ? 0 : 3} rx="2" fill="currentColor" />
          </svg>
          <span dir="auto" className="truncate">
            {event}
          </span>
          <span className="font-semibold tabular">{formatNumber(total)}</span>
          {measure === "unique" && <span className="text-ink-3">{total === 1 ? "person" : "people"}</span>}
        </li>
      ))}
    </ul>
  );
}
