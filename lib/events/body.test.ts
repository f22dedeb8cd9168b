import { describe, expect, test } from "vitest";
import { BodyRefused, MAX_BODY, withBody } from "./body";

async function* chunksOf(size: number, until?: Promise<void>) {
  const chunk = Buffer.alloc(1024 * 1024, "a");
  for (let sent = 0; sent < size; sent += chunk.length) yield chunk;
  await until;
}

function refusal(error: unknown): unknown {
  return error instanceof BodyRefused ? error.status : error;
}

describe("[SEC-R63] a body costs a bounded amount of memory", () => {
  test("the largest allowed is read, one more megabyte refused", async () => {
    expect(await withBody(chunksOf(MAX_BODY), "", 0, (text) => text.length)).toBe(MAX_BODY);
    expect(await withBody(chunksOf(MAX_BODY + 1), "", 0, () => "taken").catch(refusal)).toBe(413);
  });

  test("an endless one is left", async () => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 1;
        yield Buffer.alloc(1024 * 1024);
      }
    }
    expect(await withBody(endless(), "", 0, () => "taken").catch(refusal)).toBe(413);
    expect(sent).toBeLessThan(100);
  });

  test("all at once are bounded too: who comes too much is told to wait, and all is let go", async () => {
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const many = Array.from({ length: 12 }, () => withBody(chunksOf(MAX_BODY, slow), "", 0, () => 200).catch(refusal));
    expect(await Promise.race(many)).toBe(429);
    finish();
    const answers = await Promise.all(many);
    expect(answers).toContain(200);
    expect(await withBody(chunksOf(MAX_BODY), "", 0, () => 200)).toBe(200);
  });

  test("a sender that breaks off is refused", async () => {
    // biome-ignore lint/correctness/useYield: it breaks before it sends anything.
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new Error("aborted");
    }
    expect(await withBody(broken(), "", 0, () => "taken").catch(refusal)).toBe(400);
  });
});
