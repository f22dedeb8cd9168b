/** Z1: how long a deleted organization can be restored before a job erases everything of it. */
export const orgRestoreDays = 90;

const dayMs = 24 * 3600 * 1000;

/** From when on an organization deleted at this moment is erased. */
export function orgErasureDay(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + orgRestoreDays * dayMs);
}
