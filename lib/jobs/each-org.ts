import "server-only";
import { logger } from "@/lib/log";

/**
 * One org after the other; one that fails is logged and does not keep the others from their turn. Throws at the end when
 * any did, so that the job is tried again: what was done is not done twice.
 */
export async function eachOrg<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  let failed = 0;
  for (const item of items) {
    try {
      await run(item);
    } catch (error) {
      failed += 1;
      logger.error({ err: error, item }, "a round failed for one organization");
    }
  }
  if (failed > 0) throw new Error(`The round failed for ${failed} of ${items.length} organizations.`);
}
