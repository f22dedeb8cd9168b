import { describe, expect, test } from "vitest";
import { isFile, isIngestion, redactedPath, routeOf } from "./paths";

describe("paths in log and metrics", () => {
  test.each([
    ["/invite/abc", "/invite/[token]"],
    ["/reset-password/short/more", "/reset-password/[token]/more"],
    ["/verify-email/x-y_z", "/verify-email/[token]"],
    [`/anything/${"a1".repeat(20)}`, "/anything/[secret]"],
    ["/org/123456789/users", "/org/123456789/users"],
  ])("[SEC-R72] %s is written as %s", (path, written) => {
    expect(redactedPath(path)).toBe(written);
  });

  test("routes have few values: ids, unknown paths and files are gathered", () => {
    expect(routeOf("/org/123456789/users/usr_1aB", 200)).toBe("/org/[id]/users/[id]");
    expect(routeOf("/no/such/page", 404)).toBe("not found");
    expect(routeOf("/_next/static/a.js", 200)).toBe("file");
    for (let i = 0; i < 300; i += 1)
      routeOf(`/made-up-${"abcdefghij"[i % 10]}${"klmnopqrst"[Math.floor(i / 10) % 10]}${i}`, 200);
    expect(routeOf("/one-more", 200)).toBe("other");
  });

  test("only the SDK wire is ingestion, only files are files", () => {
    expect(["/track", "/track/", "/decide"].every(isIngestion)).toBe(true);
    expect(["/tracker", "/org/track", "/import/x"].some(isIngestion)).toBe(false);
    expect(["/icon.svg", "/_next/static/x.css"].every(isFile)).toBe(true);
    expect(["/org/1/users.svg", "/api/x.png"].some(isFile)).toBe(false);
  });
});
