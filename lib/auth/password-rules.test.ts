import { describe, expect, test } from "vitest";
import { joinSchema } from "@/lib/invitations/schemas";
import { refusal } from "@/lib/testing/refusal";
import { resetPasswordSchema, signUpSchema } from "@/lib/users/schemas";
import { hashPassword, needsRehash, passwordFits } from "./password-hash";
import { assertGoodPassword } from "./password-rules";
import { suggestPassphrase } from "./suggest-passphrase";

const context = { email: "grace.hopper@navy.test", name: "Grace Hopper", orgName: "Harvard Mark" };
const judge = (password: string) => refusal(assertGoodPassword(password, context));

/** 200 different letters, then some. */
function long(length: number): string {
  return Array.from({ length }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join("");
}

const table: [string, string, string][] = [
  ["14 characters", "wq kz pm vr xb", "password_too_short"],
  ["15 characters", "wq kz pm vr xbt", "done"],
  ["15 emoji", "🐙🚲🌋🎻🧭🪁🦉🍋🧩🛶🎯🪐🦔🧵🔭", "done"],
  ["14 emoji", "🐙🚲🌋🎻🧭🪁🦉🍋🧩🛶🎯🪐🦔🧵", "password_too_short"],
  ["256 characters", long(256), "done"],
  ["257 characters", long(257), "password_too_long"],
  ["nothing", "", "password_too_short"],
  ["one letter again and again", "aaaaaaaaaaaaaaaaaaaa", "password_repetitive"],
  ["15 spaces", " ".repeat(15), "password_repetitive"],
  ["a short pattern again and again", "abc12abc12abc12abc12", "password_repetitive"],
  ["two letters", "abbabbabaabababab", "password_repetitive"],
  ["the alphabet", "abcdefghijklmnopqrst", "password_repetitive"],
  ["the alphabet backwards", "zyxwvutsrqponmlk", "password_repetitive"],
  ["counting", "123456789012345", "password_repetitive"],
  ["our own words", "AtriumPassword12", "password_own_words"],
  ["the product and a year", "atrium analytics 2026", "password_own_words"],
  ["the person's name and address", "gracehopper-navy1", "password_own_words"],
  ["the organization's name", "Harvard Mark Harvard", "password_own_words"],
  ["listed words after each other", "iloveyouiloveyou2", "password_repetitive password_common"],
  ["a phrase that contains listed and own words", "the password of grace is a green heron", "done"],
  ["no capitals, digits or signs", "quiet lanterns over water", "done"],
];

describe("[A4] what may be a password", () => {
  test.each(table)("[A4] %s (SEC-R1, SEC-R2, SEC-R4)", async (_, password, answers) => {
    expect(answers.split(" ")).toContain(await judge(password));
  });

  test("[A4] the refusal names the field and the length", async () => {
    await expect(assertGoodPassword("short", context, "next")).rejects.toMatchObject({
      field: "next",
      message: expect.stringContaining("5 characters"),
    });
  });

  test("[A4] the forms of sign-up, invitation and reset judge the length alike (SEC-R1)", () => {
    const doors = {
      signUp: (password: string) => signUpSchema.safeParse({ name: "A", email: "a@b.test", orgName: "O", password }),
      join: (password: string) => joinSchema.safeParse({ name: "A", password }),
      reset: (password: string) => resetPasswordSchema.safeParse({ password }),
    };
    for (const [door, parse] of Object.entries(doors)) {
      const lengths = [0, 14, 15, 256, 257].map((length) => parse(long(length)).success);
      expect(lengths, door).toEqual([false, false, true, true, false]);
      expect(parse("🐙".repeat(15)).success, door).toBe(true);
    }
  });

  test("[A4] every suggested passphrase is good, and no two are alike", async () => {
    const phrases = await Promise.all(Array.from({ length: 50 }, suggestPassphrase));
    expect(new Set(phrases).size).toBe(50);
    for (const phrase of phrases) expect(await judge(phrase), phrase).toBe("done");
  });
});

describe("[A4] the hash (SEC-R3, SEC-R6)", () => {
  test("[A4] is Argon2id with 46 MiB, salted, and needs no rehash", async () => {
    const [one, two] = [
      await hashPassword("quiet lanterns over water"),
      await hashPassword("quiet lanterns over water"),
    ];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    expect(one).not.toBe(two);
    expect([needsRehash(one), needsRehash(one.replace("m=47104", "m=19456")), needsRehash("$2b$10$x")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("[A4] composed and decomposed letters are the same password, other spellings are not", async () => {
    const stored = await hashPassword("caf\u00e9 au lait sur la table");
    expect(await passwordFits("cafe\u0301 au lait sur la table", stored)).toBe(true);
    expect(await passwordFits("cafe au lait sur la table", stored)).toBe(false);
    expect(await passwordFits("Caf\u00e9 au lait sur la table", stored)).toBe(false);
    expect(await passwordFits("caf\u00e9 au lait sur la table ", stored)).toBe(false);
  });

  test("[A4] passwords alike in their first 72 bytes, or up to a null byte, differ", async () => {
    const start = long(72);
    const stored = await hashPassword(`${start}A`);
    expect(await passwordFits(`${start}A`, stored)).toBe(true);
    expect(await passwordFits(`${start}B`, stored)).toBe(false);
    expect(await passwordFits("abc\0def", await hashPassword("abc\0xyz"))).toBe(false);
  });

  test("[A2] without an account the answer is no, after the same kind of work", async () => {
    expect(await passwordFits("a password nobody has", null)).toBe(false);
  });
});
