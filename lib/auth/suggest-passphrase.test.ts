import { describe, expect, test } from "vitest";
import { assertGoodPassword } from "./password-rules";
import { passwordStrength, suggestPassphrase } from "./suggest-passphrase";

describe("help with choosing a password", () => {
  test("[A4] a suggested passphrase is five words, never the same twice, and passes the rules", async () => {
    const phrases = await Promise.all(Array.from({ length: 20 }, suggestPassphrase));
    expect(new Set(phrases).size).toBe(20);
    for (const phrase of phrases) {
      expect(phrase).toMatch(/^\S+( \S+){4}$/);
      expect(phrase.length).toBeGreaterThanOrEqual(15);
      await expect(assertGoodPassword(phrase, { email: "lena@north.test" })).resolves.toBeUndefined();
    }
  });

  test("[A4] the meter tells a short, a weak and a strong one apart", async () => {
    expect(await passwordStrength("short")).toEqual({ score: 0, label: "Too short" });
    expect((await passwordStrength("passwordpasswordpassword")).score).toBeLessThan(2);
    expect((await passwordStrength(await suggestPassphrase())).score).toBe(4);
  });

  test("[A4] the longest password is measured too", async () => {
    expect((await passwordStrength("ab".repeat(128))).score).toBeLessThan(2);
  });
});
