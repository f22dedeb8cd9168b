/** How figures are said in sentences. Pure. */

const numbers = new Intl.NumberFormat("en-US");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "9.5 million", "20 million", "2.1 billion"; below a million the number itself. */
export function inMillions(value: number): string {
  if (value >= 999_950_000) return `${tenths(value / 1e9)} billion`;
  return value >= 1_000_000 ? `${tenths(value / 1e6)} million` : numbers.format(value);
}

function tenths(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** "950", "12K", "3.4M": where there is little room. */
export function shortNumber(value: number): string {
  return short.format(value);
}

/** "36.3 %", "< 0.1 %" */
export function percentOf(value: number, whole: number): string {
  const percent = whole > 0 ? (value / whole) * 100 : 0;
  return percent > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

/** "Nov 30" of a day written `YYYY-MM-DD`. */
export function monthDay(day: string): string {
  return `${months[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(8, 10))}`;
}

/** "1 user", "40 users" */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`;
}

/** "user", "users" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** "a, b and c"; of `total` things past `most` the rest as a number. `items` are the first of them. */
export function listOf(items: readonly string[], most = 6, total = items.length): string {
  const shown = total > most ? [...items.slice(0, most - 1), `${numbers.format(total - most + 1)} more`] : [...items];
  const last = shown.pop() ?? "";
  return shown.length > 0 ? `${shown.join(", ")} and ${last}` : last;
}

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** "$1,600.00" of US cents. */
export function moneyOf(cents: number): string {
  return dollars.format(cents / 100);
}

/** "12 months", "2 years" */
export function monthsInWords(months: number): string {
  return months % 12 === 0 ? countOf(months / 12, "year") : countOf(months, "month");
}

/** "November 2026" of a day written `YYYY-MM-DD`. */
export function monthName(day: string): string {
  return new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
