import { sqlState } from "@/lib/sql-state";

/** Deadlocks, serialization failures and a profile made by somebody else meanwhile: tried again, three times in all. */
export async function retried<R>(run: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const state = sqlState(error);
      if (attempt >= 3 || (state !== "40001" && state !== "40P01" && !(error instanceof MadeMeanwhile))) throw error;
    }
  }
}

export class MadeMeanwhile extends Error {}

/** Whether PostgreSQL refused the data itself (classes 22, 23 and 54), not the moment. */
export function isBadData(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && /^(22|23|54)/.test(state);
}
