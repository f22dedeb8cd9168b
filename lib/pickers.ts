/** What a searching picker offers and a JSON route answers to it. */
export type PickerOption = { id: string; label: string; hint?: string };
export type PickerAnswer = { options: PickerOption[]; more: boolean };

/** How many a picker shows at once; more are found by typing on. */
export const pickerSize = 10;

/** One more than are shown is read, to know whether there are more. */
export function pickerAnswer(found: readonly PickerOption[]): PickerAnswer {
  return { options: found.slice(0, pickerSize), more: found.length > pickerSize };
}
