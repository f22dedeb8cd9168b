import { describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { newSecret } from "./ids";
import { assertLimit, giveBackLimit, inWords, limits, takeLimit } from "./rate-limit";

describe("[I4] [A4] limits", () => {
  test("[I4] allow so many, then say how long to wait", async () => {
    const key = newSecret();
    const { points, seconds } = limits["code.user"];
    for (let time = 0; time < points; time += 1) expect(await takeLimit("code.user", key)).toEqual({ ok: true });
    const refused = await takeLimit("code.user", key);
    expect(refused).toMatchObject({ ok: false });
    expect(refused.ok ? 0 : refused.retryAfter).toBeGreaterThan(seconds - 60);
    await expect(assertLimit("code.user", key)).rejects.toMatchObject({
      code: "throttled",
      retryAfter: expect.any(Number),
    });
  });

  test("[I4] at the same moment no more than so many pass", async () => {
    const key = newSecret();
    const answers = await Promise.all(Array.from({ length: 40 }, () => takeLimit("confirm.user", key)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(limits["confirm.user"].points);
  });

  test("[I4] each name and key counts apart, and points come back", async () => {
    const key = newSecret();
    await takeLimit("org.create", key, limits["org.create"].points);
    expect((await takeLimit("org.create", key)).ok).toBe(false);
    expect((await takeLimit("org.create", newSecret())).ok).toBe(true);
    expect((await takeLimit("code.user", key)).ok).toBe(true);
    await giveBackLimit("org.create", key, 2);
    expect((await takeLimit("org.create", key)).ok).toBe(true);
  });

  test("[I4] keys are stored hashed: no address is in the table", async () => {
    const email = `${newSecret(8)}@example.test`.toLowerCase();
    await takeLimit("invitation.recipient", email);
    expect(await rawSql()`select 1 from rate_limits where key like ${`%${email}%`}`).toHaveLength(0);
  });

  test("[Q1] waits are said in words", () => {
    expect([1, 2, 89, 90, 3600, 5400, 86_400].map(inWords)).toEqual([
      "1 second",
      "2 seconds",
      "89 seconds",
      "2 minutes",
      "60 minutes",
      "2 hours",
      "24 hours",
    ]);
  });
});
