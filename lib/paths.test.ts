import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paths, safeReturnPath } from "./paths";

describe("[A7] return paths", () => {
  test.each([
    "/",
    "/account",
    "/org/123456789/users?q=ada&page=2",
    "/project/123456789#top",
    "/org/1/users?next=https://x.test",
  ])("[A7] %s is kept", (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  test.each<[unknown]>([
    ["https://evil.test"],
    ["//evil.test"],
    ["///evil.test"],
    ["////evil.test/%2f.."],
    ["/\\evil.test"],
    ["\\\\evil.test"],
    ["/\\/evil.test"],
    ["/\t/evil.test"],
    ["/\n/evil.test"],
    ["/\r\n//evil.test"],
    ["\t//evil.test"],
    [" //evil.test"],
    ["/.//evil.test"],
    ["/..//evil.test"],
    ["/x/..//evil.test"],
    ["/%2e%2e//evil.test"],
    ["/./\\evil.test"],
    ["javascript:alert(1)"],
    ["/\u0000"],
    ["/\u007f"],
    ["data:text/html,x"],
    ["evil.test"],
    ["http:/evil.test"],
    ["http:evil.test"],
    ["@evil.test"],
    [".evil.test"],
    ["/api/auth/signout"],
    ["/x/../api/auth/signout"],
    ["/./api/auth/signout"],
    [`/${"a".repeat(2000)}`],
    [""],
    [null],
    [undefined],
    [["/account"]],
    [{ toString: () => "/account" }],
    [7],
  ])("[A7] %j leads home (SEC-R46)", (value) => {
    expect(safeReturnPath(value)).toBe("/");
  });

  test("[A7] nothing leads to another origin, read once or twice", () => {
    const piece = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "//",
      "%2f",
      "%5c",
      "@",
      ":",
      "evil.test",
      "http:",
      "\t",
      "?",
      "#",
      ";",
      " ",
      "\u3002",
      "\uff0f",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = safeReturnPath(`/${pieces.join("")}`);
        expect(new URL(path, "https://ours.test").origin).toBe("https://ours.test");
        expect(path).toMatch(/^\/(?!\/)/);
        expect(safeReturnPath(path)).toBe(path);
      }),
      { numRuns: 3000 },
    );
  });

  test("[A7] a page's address carries it encoded, and leaves out what is home anyway", () => {
    expect(paths.signIn("/org/1?x=1&y=2")).toBe("/sign-in?return=%2Forg%2F1%3Fx%3D1%26y%3D2");
    expect([paths.signIn(), paths.signIn("/")]).toEqual(["/sign-in", "/sign-in"]);
  });
});
