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
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
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
