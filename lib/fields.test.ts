import { describe, expect, test } from "vitest";
import { emailField, nameField, passwordField, requestKeyField, timezoneField } from "./fields";

const name = nameField("your name", 10);

describe("[Q1] names", () => {
  test.each([
    ["  Ada   Lovelace\n", undefined, "Use at most 10 characters."],
    [" Ada \u00a0 L ", "Ada L", undefined],
    ["e\u0301", "\u00e9", undefined],
    ["😀".repeat(10), "😀".repeat(10), undefined],
    ["عائشة", "عائشة", undefined],
    ["", undefined, "Enter your name."],
    ["   ", undefined, "Enter your name."],
    ["😀".repeat(11), undefined, "Use at most 10 characters."],
    ["a\u202eb", undefined, "Leave out control and direction characters."],
    ["a\u0000b", undefined, "Leave out control and direction characters."],
    ["a\u2066b", undefined, "Leave out control and direction characters."],
  ])("[Q1] %j", (typed, value, message) => {
    const result = name.safeParse(typed);
    expect([result.data, result.error?.issues[0]?.message]).toEqual([value, message]);
  });
});

describe("[Q1] other fields", () => {
  test("[Q1] an e-mail is given in its one spelling, or refused with an example", () => {
    expect(emailField().safeParse(" Ada@Example.COM ").data).toBe("ada@example.com");
    expect(emailField().safeParse("ada@").error?.issues[0]?.message).toContain("name@example.com");
    expect(emailField().safeParse("  ").error?.issues[0]?.message).toBe("Enter an e-mail address.");
  });

  test("[Q1] a password is taken as typed, blanks included", () => {
    expect(passwordField().safeParse("  a b  ").data).toBe("  a b  ");
    expect([passwordField().safeParse("").success, passwordField().safeParse("x".repeat(1025)).success]).toEqual([
      false,
      false,
    ]);
  });

  test("[Q1] timezones and request keys are what they should be", () => {
    const zones = [
      "Europe/Berlin",
      "UTC",
      "America/Argentina/Buenos_Aires",
      "Mars/Olympus",
      "",
      "../etc",
      "x".repeat(65),
    ];
    expect(zones.map((zone) => timezoneField().safeParse(zone).success)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    const keys = ["a".repeat(16), "a".repeat(15), "a".repeat(65), "a'b".repeat(8)];
    expect(keys.map((key) => requestKeyField().safeParse(key).success)).toEqual([true, false, false, false]);
  });

  test.each([
    ["berlin", "Europe/Berlin"],
    ["  new york ", "America/New_York"],
    ["america/new york", "America/New_York"],
    ["utc", "UTC"],
    ["Asia/Kolkata", "Asia/Kolkata"],
  ])("[O2] a timezone may be typed as %j", (typed, zone) => {
    expect(timezoneField().safeParse(typed).data).toBe(zone);
  });

  test("[Q1] wrong types are refused, not converted (SEC-R34)", () => {
    for (const wrong of [null, undefined, 7, {}, ["ada@example.com"], new Date()]) {
      for (const field of [name, emailField(), passwordField(), timezoneField(), requestKeyField()]) {
        expect(field.safeParse(wrong).success).toBe(false);
      }
    }
  });
});
