import "server-only";
import { RuleBroken } from "@/lib/errors";

/** Streams that ask the database again and again, by who opened them. Of this process. */
const open = new Map<string, number>();
const mostEach = 6;
const mostHere = 200;

/** Counts the stream until it ends. Throws `throttled` where too many are open. */
export function counted(userId: string, messages: AsyncGenerator<string>): AsyncGenerator<string> {
  const here = [...open.values()].reduce((sum, count) => sum + count, 0);
  if ((open.get(userId) ?? 0) >= mostEach || here >= mostHere) {
    throw new RuleBroken("throttled", "Too many live pages are open. Close one, or wait a minute.", { retryAfter: 30 });
  }
  open.set(userId, (open.get(userId) ?? 0) + 1);
  return passed(userId, messages);
}

async function* passed(userId: string, messages: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield* messages;
  } finally {
    const left = (open.get(userId) ?? 1) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  }
}
