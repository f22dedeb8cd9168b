/** A number waits for its code until an hour after it ran out: so long it can be texted anew. Pure. */
export function phoneWaitsSince(at: Date): Date {
  return new Date(at.getTime() - 3600 * 1000);
}
