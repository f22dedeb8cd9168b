/** O3: how long a deleted project can be restored before a job erases its data. */
export const restoreDays = 60;

const dayMs = 24 * 3600 * 1000;

/** From when on the data of a project deleted at this moment is erased. */
export function erasureDay(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + restoreDays * dayMs);
}

/** What has to be typed to delete these: one project's name, or the number of many. */
export function phraseToDelete(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? "") : `delete ${names.length} projects`;
}
