import { dayOf } from "./period";

export type CourseDay = { day: string; events: number };
export type ProjectedDay = { day: string; count: number; projected: boolean };
export type Course = { days: ProjectedDay[]; expected: number };

/**
 * Where a billing period is heading: each day to come takes the mean of the same weekdays so far, or of all full days.
 * Today is counted as it stands. Without a full day nothing is expected.
 */
export function projectCourse(days: readonly CourseDay[], now: Date): Course {
  const today = dayOf(now);
  const full = days.filter(({ day }) => day < today);
  const projected = days.map(({ day, events }) => {
    if (day <= today) return { day, count: events, projected: false };
    const alike = full.filter((past) => weekday(past.day) === weekday(day));
    return { day, count: Math.round(mean(alike.length > 0 ? alike : full)), projected: true };
  });
  return { days: projected, expected: projected.reduce((sum, { count }) => sum + count, 0) };
}

function mean(days: readonly CourseDay[]): number {
  return days.length === 0 ? 0 : days.reduce((sum, { events }) => sum + events, 0) / days.length;
}

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
