import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalEmail } from "./email";

describe("[A2] one spelling of an e-mail address (SEC-D10)", () => {
  test.each([
    ["ada@example.com", "ada@example.com"],
    ["  Ada@Example.COM \n", "ada@example.com"],
    ["ADA+News@example.com", "ada+news@example.com"],
    ["o'neil.x_y-z@sub.example.co.uk", "o'neil.x_y-z@sub.example.co.uk"],
    ["ａｄａ＠example.com", "ada@example.com"],
    ["ada@EXAMPLE。com", "ada@example.com"],
    ["ada@münchen.example", "ada@xn--mnchen-3ya.example"],
    ["ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example"],
    ["\u212Aate@example.com", "kate@example.com"],
  ])("[A2] %j is %s", (typed, canonical) => {
    expect(canonicalEmail(typed)).toBe(canonical);
  });

  test("[A2] a domain that only looks like another one is another one", () => {
    const homoglyph = canonicalEmail("ada@ex\u0430mple.com");
    expect(homoglyph).toMatch(/^ada@xn--/);
    expect(homoglyph).not.toBe(canonicalEmail("ada@example.com"));
  });

  test.each([
    "",
    " ",
    "ada",
    "@example.com",
    "ada@",
    "ada@localhost",
    "a@b@example.com",
    "ada@evil.test@example.com",
    '"ada"@example.com',
    '"a@b"@example.com',
    "ada <ada@example.com>",
    "ada@example.com,bob@example.com",
    "ada@example.com\nbcc: x@y.test",
    "ada @example.com",
    "ada@exa mple.com",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    "ada@-example.com",
    "ada@example-.com",
    "ada@example..com",
    "ada@.com",
    "ada@example.c",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    "ada@0x7f.1",
    "ada@example.com:80",
    "ada@example.com/x",
    "ada@example.com?x",
    "ada@example.com#x",
    "ada@example%2ecom",
    "ada\u202e@example.com",
    "\u0430da@example.com",
    "ada\u0000@example.com",
    "ada\u200b@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(64)}.com`,
    `ada@${"abcdefgh.".repeat(31)}com`,
  ])("[A2] %j is no address", (typed) => {
    expect(canonicalEmail(typed)).toBeNull();
  });

  test("[A2] its own result stays as it is, and is what the database takes", () => {
    const odd = fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress(), fc.webUrl());
    fc.assert(
      fc.property(odd, (typed) => {
        const once = canonicalEmail(typed);
        if (once === null) return;
        expect(canonicalEmail(once)).toBe(once);
        expect(once).toBe(once.toLowerCase().trim());
        expect(once).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 2000 },
    );
    expect(canonicalEmail("control@example.com")).toBe("control@example.com");
  });
});
