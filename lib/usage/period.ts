/** The billing period a moment lies in: a calendar month in UTC (E3). Days are UTC days as `YYYY-MM-DD`. */

export type BillingPeriod = {
  start: Date;
  /** The first moment of the next period. */
  end: Date;
  firstDay: string;
  lastDay: string;
};

const DAY = 24 * 60 * 60 * 1000;

export function billingPeriodOf(now: Date): BillingPeriod {
  return monthAt(now.getUTCFullYear(), now.getUTCMonth());
}

/** The period that begins `count` periods after this one, or before it. */
export function periodAfter(period: BillingPeriod, count = 1): BillingPeriod {
  return monthAt(period.start.getUTCFullYear(), period.start.getUTCMonth() + count);
}

/** The period whose first day this is (`2026-11-01`), or null for anything else. */
export function periodNamed(firstDay: string): BillingPeriod | null {
  const match = /^(20\d\d)-(0[1-9]|1[0-2])-01$/.exec(firstDay);
  return match ? monthAt(Number(match[1]), Number(match[2]) - 1) : null;
}

function monthAt(year: number, month: number): BillingPeriod {
  const start = new Date(Date.UTC(year, month, 1));
  const end = new Date(Date.UTC(year, month + 1, 1));
  return { start, end, firstDay: dayOf(start), lastDay: dayOf(new Date(end.getTime() - DAY)) };
}

/** The UTC day of a moment. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Every day of the period, the first to the last. */
export function daysOf(period: BillingPeriod): string[] {
  const days: string[] = [];
  for (let time = period.start.getTime(); time < period.end.getTime(); time += DAY) days.push(dayOf(new Date(time)));
  return days;
}
