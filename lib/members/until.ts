import * as z from "zod/mini";

/** Until when something is given, as forms ask for it; `lib/members/ends.ts` makes a moment of it. */

export const untilChoices = ["", "today", "3d", "week", "30d", "date"] as const;
export type UntilChoice = (typeof untilChoices)[number];
export type UntilInput = { until?: UntilChoice | undefined; untilAt?: string | undefined };

/** `untilAt`: what a field of date and time sends, `2026-12-03T17:00` in the viewer's timezone; only `date` reads it. */
export const untilFields = {
  until: z.optional(z.enum(untilChoices, "Choose how long it holds.")),
  untilAt: z.optional(z.string().check(z.maxLength(40))),
};

export const untilCheck = z.refine<UntilInput>(
  ({ until, untilAt }) => until !== "date" || localMoment.test(untilAt ?? ""),
  { error: "Choose a date and a time.", path: ["untilAt"] },
);

/** Year to minute; some browsers send seconds as well. */
export const localMoment = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d)(:\d{2}(\.\d+)?)?$/;
