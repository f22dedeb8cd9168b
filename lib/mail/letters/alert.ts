import {
  type AlertFigures,
  bucketInWords,
  changeInWords,
  currentBucket,
  type Headline,
  headlinesOf,
} from "@/lib/alerts/figures";
import { dayName, hourName } from "@/lib/reports/words";
import type { Letter, NumberTable, Picture } from "../letter";

/** What an alert says, by mail and by text message (P7). Names of events are anybody's text; the kit makes it harmless. */

export type AlertNews = {
  reportName: string;
  projectName: string;
  orgName: string;
  figures: AlertFigures;
  at: Date;
  /** Of a threshold: what was passed. */
  passed?: { threshold: number; event: string | null };
  /** The project's data arrives late: these numbers will still grow. */
  delayed: boolean;
};

const numbers = new Intl.NumberFormat("en-US");
const tableRows = 7;
const tableSeries = 3;

export function alertLetter(
  news: AlertNews,
  { url, unsubscribe, picture }: { url: string; unsubscribe: string; picture?: Omit<Picture, "alt"> },
): Letter {
  const { reportName, projectName, orgName, delayed, passed } = news;
  const said = sentenceOf(news);
  return {
    subject: `${reportName}: ${said}`,
    preview: `${projectName} of ${orgName}`,
    title: `${reportName}: ${said}`,
    paragraphs: [
      [
        passed ? `The count passed ${numbers.format(passed.threshold)} in ` : "In ",
        { strong: projectName },
        ` of ${orgName}${passed?.event ? `, for ${passed.event}` : ""}.`,
      ],
      ...(delayed ? [["Data of this project arrives late at the moment, so these numbers will still grow."]] : []),
    ],
    ...(picture && { picture: { ...picture, alt: altOf(news) } }),
    table: tableOf(news.figures),
    button: { label: "Open the report", url },
    why: `You get this mail because you subscribed to ${reportName}.`,
    unsubscribe,
  };
}

/** One sentence and the report's address; what is too long is cut from the name. */
export function alertText(news: AlertNews, url: string): string {
  const said = `${sentenceOf(news)}${news.delayed ? " (late data)" : ""}`;
  const room = Math.max(12, 160 - said.length - 2);
  const name = [...news.reportName];
  const shown = name.length > room ? `${name.slice(0, room - 1).join("")}…` : news.reportName;
  return `${shown}: ${said}\n${url}`;
}

/** "1,204 yesterday, +12 %"; of a threshold "1,204 so far today". */
export function sentenceOf({ figures, at, passed }: AlertNews): string {
  const last = figures.buckets.at(-1);
  const running = passed && last && last.end > at;
  const when = !last ? "" : running ? ` so far ${currentBucket[figures.unit]}` : ` ${bucketWords(figures, at)}`;
  const headlines = headlinesOf(figures);
  const parts = headlines.map((headline) => headlineWords(headline, passed === undefined));
  return `${parts.join(", ")}${when}${headlines.length === 1 && !passed ? changeWords(headlines[0]) : ""}`;
}

function bucketWords({ unit, buckets, timezone }: AlertFigures, at: Date): string {
  const last = buckets.at(-1);
  return last ? bucketInWords(unit, last, timezone, at) : "";
}

function headlineWords({ name, now, before }: Headline, compares: boolean): string {
  if (name === null) return numbers.format(now);
  const change = compares ? changeInWords(now, before) : "";
  return `${name} ${numbers.format(now)}${change && ` (${change})`}`;
}

function changeWords(headline: Headline | undefined): string {
  const change = headline ? changeInWords(headline.now, headline.before) : "";
  return change && `, ${change}`;
}

/** What the picture shows, in words. */
function altOf(news: AlertNews): string {
  const { figures } = news;
  const parts = figures.series.map(({ name, counts }) => `${name} ${counts.map((n) => numbers.format(n)).join(", ")}`);
  return `Chart of the last ${figures.buckets.length} ${figures.unit}s. ${parts.join("; ")}`;
}

/** The newest first. */
function tableOf({ unit, timezone, buckets, series }: AlertFigures): NumberTable {
  const shown = series.slice(0, tableSeries);
  const name = (start: Date) =>
    unit === "hour" ? `${dayName(start, timezone)}, ${hourName(start, timezone)}` : dayName(start, timezone);
  const rows = buckets
    .map(({ start }, at) => [name(start), ...shown.map(({ counts }) => numbers.format(counts[at] ?? 0))])
    .reverse()
    .slice(0, tableRows);
  const first = unit === "week" ? "Week of" : unit === "day" ? "Day" : "Hour";
  return { head: [first, ...shown.map(({ name: event }) => event)], rows };
}
