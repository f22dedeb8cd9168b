import { isConfirmationNeeded, isForbidden, isNotFound, isRuleBroken } from "@/lib/errors";

/** How a verb refused: the code of a broken rule, `NotFound`, `Forbidden` or `ConfirmationNeeded`; "done" when it did not. */
export async function refusal(run: Promise<unknown>): Promise<string> {
  try {
    await run;
    return "done";
  } catch (error) {
    if (isRuleBroken(error)) return error.code;
    if (isNotFound(error) || isForbidden(error) || isConfirmationNeeded(error)) return error.name;
    throw error;
  }
}

/** The same for what {@link race} gives. */
export function refusals(outcomes: PromiseSettledResult<unknown>[]): Promise<string[]> {
  return Promise.all(
    outcomes.map((outcome) =>
      refusal(outcome.status === "fulfilled" ? Promise.resolve() : Promise.reject(outcome.reason)),
    ),
  );
}
