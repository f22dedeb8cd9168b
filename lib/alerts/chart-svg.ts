import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { shortNumber } from "@/lib/format";
import { dayName, hourName } from "@/lib/reports/words";
import type { AlertFigures } from "./figures";

/**
 * The chart of a mail as SVG that stands by itself: light, with its own colours and letters, since no style sheet
 * reaches a picture. One series is bars, the last bucket dark; several are lines with their names above.
 */
export const chartSize = { width: 488, height: 190 };

const ink = { line: "#e2e4e8", text: "#6a6d74", strong: "#171b22", accent: "#4953d0", pale: "#c3c7f2" };
const colours = ["#4953d0", "#0f8a5f", "#b8650b", "#b3262d", "#0e7c92", "#7a4fc4"];
const mostLines = colours.length;
const edge = { left: 44, right: 8, top: 12, bottom: 24 };

export function chartSvg(figures: AlertFigures): string {
  const { width, height } = chartSize;
  const series = figures.series.slice(0, mostLines);
  const several = series.length > 1;
  const top = several ? edge.top + 20 : edge.top;
  const x = scaleBand<number>()
    .domain(figures.buckets.map((_, at) => at))
    .range([edge.left, width - edge.right])
    .paddingInner(0.34)
    .paddingOuter(0.1);
  const most = Math.max(1, ...series.flatMap(({ counts }) => counts));
  const y = scaleLinear()
    .domain([0, most])
    .nice(3)
    .range([height - edge.bottom, top]);
  const parts = [
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...gridLines(y, width),
    ...dayLabels(figures, x, height),
    ...(several ? linesOf(series, x, y) : barsOf(series[0]?.counts ?? [], x, y)),
    ...(several ? names(series, width) : []),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Geist" font-size="11">${parts.join("")}</svg>`;
}

type X = ReturnType<typeof scaleBand<number>>;
type Y = ReturnType<typeof scaleLinear<number>>;

function gridLines(y: Y, width: number): string[] {
  const ticks = y.ticks(3).filter(Number.isInteger);
  return ticks.map((tick) => {
    const at = Math.round(y(tick)) + 0.5;
    return `<path d="M${edge.left} ${at}H${width - edge.right}" stroke="${ink.line}"/><text x="${edge.left - 8}" y="${at + 4}" text-anchor="end" fill="${ink.text}">${shortNumber(tick)}</text>`;
  });
}

/** As many dates as have room, always the last. */
function dayLabels({ buckets, unit, timezone }: AlertFigures, x: X, height: number): string[] {
  const every = Math.max(1, Math.ceil(buckets.length / 7));
  return buckets.flatMap(({ start }, at) => {
    if ((buckets.length - 1 - at) % every !== 0) return [];
    const name = unit === "hour" ? hourName(start, timezone) : dayName(start, timezone);
    return `<text x="${middle(x, at)}" y="${height - 7}" text-anchor="middle" fill="${ink.text}">${escaped(name)}</text>`;
  });
}

function barsOf(counts: readonly number[], x: X, y: Y): string[] {
  return counts.map((count, at) => {
    const tall = count > 0 ? Math.max(2, y(0) - y(count)) : 0;
    const fill = at === counts.length - 1 ? ink.accent : ink.pale;
    return `<rect x="${fixed(x(at) ?? 0)}" y="${fixed(y(0) - tall)}" width="${fixed(x.bandwidth())}" height="${fixed(tall)}" rx="2" fill="${fill}"/>`;
  });
}

function linesOf(series: AlertFigures["series"], x: X, y: Y): string[] {
  const draw = line<number>(
    (_, at) => Number(middle(x, at)),
    (count) => y(count),
  );
  return series.map(
    ({ counts }, at) =>
      `<path d="${draw(counts) ?? ""}" fill="none" stroke="${colours[at]}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>`,
  );
}

function names(series: AlertFigures["series"], width: number): string[] {
  const room = (width - edge.left - edge.right) / series.length;
  return series.map(({ name }, at) => {
    const from = edge.left + at * room;
    const cut = [...name].slice(0, Math.max(4, Math.floor((room - 20) / 6))).join("");
    const shown = cut.length < name.length ? `${cut}…` : name;
    return `<circle cx="${fixed(from + 4)}" cy="12" r="4" fill="${colours[at]}"/><text x="${fixed(from + 13)}" y="16" fill="${ink.strong}">${escaped(shown)}</text>`;
  });
}

function middle(x: X, at: number): string {
  return fixed((x(at) ?? 0) + x.bandwidth() / 2);
}

function fixed(value: number): string {
  return value.toFixed(1);
}

/** Names of events are anybody's text: a picture is drawn from well-formed XML without control characters. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
