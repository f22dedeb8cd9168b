import { describe, expect, test } from "vitest";
import { auditFilterOf, readAuditParams, setParams, startOfDay } from "./filter";

const now = new Date("2026-11-24T05:00:00Z");
const read = (params: Record<string, string>, timeZone = "UTC", person: string | null = null) =>
  auditFilterOf(readAuditParams(params), { now, timeZone, person });

describe("[L1] filters out of the address", () => {
  test("[L1] none of them is the whole log", () => {
    expect(read({})).toEqual({});
    expect(read({ sort: "when", dir: "asc", page: "2" })).toEqual({});
  });

  test.each([
    ["op_0123456789abcdef", { operation: "op_0123456789abcdef" }],
    ["aud_0123456789abcdef", { entry: "aud_0123456789abcdef" }],
    ["9b2e1f6a-1111-4222-8333-444455556666", { request: "9b2e1f6a-1111-4222-8333-444455556666" }],
    ["198.51.100.7", { ip: "198.51.100.7" }],
    ["2001:DB8::1", { ip: "2001:db8::1" }],
    ["123456789", { project: 123456789 }],
    ["team_0123456789abcdef", { objectId: { types: ["team"], id: "team_0123456789abcdef" } }],
    ["  plan changed ", { actions: ["org.plan_changed"] }],
    ["'; drop table", { nothing: true }],
  ])("[L1] a search for %s", (q, filter) => {
    expect(read({ q })).toEqual(filter);
  });

  test("[L1] a search within a kind of event keeps to both", () => {
    expect(read({ q: "renamed", action: "group:Teams" })).toEqual({ actions: ["team.renamed"] });
    expect(read({ q: "team_0123456789abcdef", action: "org.renamed" })).toMatchObject({ actions: ["org.renamed"] });
    expect(read({ q: "plan changed", action: "group:Teams" })).toMatchObject({ nothing: true });
  });

  test.each([
    { action: "no.such" },
    { project: "12" },
    { object: "team" },
    { person: "nobody@example.test" },
    { q: "123456789", project: "987654321" },
  ] as Record<string, string>[])("[L1] what cannot be finds nothing, rather than everything: %j", (params) => {
    expect(read(params)).toMatchObject({ nothing: true });
  });

  test("[Q6] days are the viewer's, the last one included", () => {
    const filter = read({ from: "2026-11-20", to: "2026-11-20", time: "7d" }, "America/New_York");
    expect(filter).toEqual({ from: new Date("2026-11-20T05:00:00Z"), until: new Date("2026-11-21T05:00:00Z") });
    expect(read({ time: "7d" })).toEqual({ from: new Date("2026-11-17T05:00:00Z") });
    expect(read({ from: "2026-02-31", to: "x", time: "2d" })).toEqual({});
  });

  test("[Q6] a day begins rightly where the clock changes on it, and far from UTC", () => {
    expect(startOfDay("2026-03-29", "Europe/Berlin").toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(startOfDay("2026-03-30", "Europe/Berlin").toISOString()).toBe("2026-03-29T22:00:00.000Z");
    expect(startOfDay("2026-10-26", "Europe/Berlin").toISOString()).toBe("2026-10-25T23:00:00.000Z");
    expect(startOfDay("2026-11-20", "Pacific/Kiritimati").toISOString()).toBe("2026-11-19T10:00:00.000Z");
    expect(startOfDay("2026-11-20", "Asia/Kathmandu").toISOString()).toBe("2026-11-19T18:15:00.000Z");
  });

  test("[L1] what is set goes into links, and nothing else", () => {
    expect(setParams(readAuditParams({ q: "x", evil: "y", time: "9d" }))).toEqual({ q: "x" });
  });
});
