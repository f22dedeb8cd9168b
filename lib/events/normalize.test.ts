import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordRefused } from "./clean";
import { normalizeEvent } from "./normalize";

const arrival = Date.UTC(2026, 10, 23, 12);
const day = 24 * 60 * 60 * 1000;

function normalize(properties: Record<string, unknown>, event: unknown = "Signed Up") {
  return normalizeEvent(
    { event, properties: { token: "t", ...properties } },
    { arrival, anonymousId: () => "from-address" },
  );
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof RecordRefused) return error.field;
    throw error;
  }
  return "taken";
}

describe("[E2] the time of an event", () => {
  test.each([
    ["whole seconds", arrival / 1000 - 60, arrival - 60_000],
    ["seconds with a fraction", arrival / 1000 - 0.125, arrival - 125],
    ["milliseconds", arrival - 7, arrival - 7],
    ["a number as text", String(arrival / 1000 - 60), arrival - 60_000],
    ["exactly five days ago", (arrival - 5 * day) / 1000, arrival - 5 * day],
  ])("%s", (_, time, stored) => {
    expect(normalize({ time, $insert_id: "a1" })).toMatchObject({
      time: stored,
      sentTime: undefined,
      repetition: "key",
    });
  });

  test.each([undefined, null])("%s becomes the arrival", (time) => {
    expect(normalize({ time, $insert_id: "a1" })).toMatchObject({
      time: arrival,
      sentTime: undefined,
      repetition: "sent",
    });
  });

  test("a future time becomes the arrival and repeats by what was sent", () => {
    const event = normalize({ time: arrival / 1000 + 60, $insert_id: "a1" });
    expect(event).toMatchObject({ time: arrival, sentTime: arrival + 60_000, repetition: "sent" });
  });

  test.each(["soon", "", " ", {}, [[]], true, -1, "2026-11-23", 0, 1, (arrival - 5 * day - 1) / 1000])(
    "%j is refused",
    (time) => {
      expect(refusal(() => normalize({ time }))).toBe("properties.time");
    },
  );
});

describe("[E2] ids", () => {
  test.each([
    "anon",
    "Anonymous",
    "null",
    "UNDEFINED",
    "0",
    0,
    "-1",
    "00000000-0000-0000-0000-000000000000",
    "{}",
    true,
  ])("the distinct id %j names nobody", (id) => {
    expect(normalize({ distinct_id: id })).toMatchObject({ distinctId: "" });
  });

  test("a missing distinct id is the caller's, an empty one stays, a number is its text", () => {
    expect(normalize({}).distinctId).toBe("from-address");
    expect(normalize({ distinct_id: null }).distinctId).toBe("from-address");
    expect(normalize({ distinct_id: "" }).distinctId).toBe("");
    expect(normalize({ distinct_id: 4711 }).distinctId).toBe("4711");
  });

  test.each([undefined, null, "", "null", "undefined"])(
    "without an insert id (%j) an event is never a repetition",
    ($insert_id) => {
      const [first, second] = [normalize({ $insert_id }), normalize({ $insert_id })];
      expect(first.repetition).toBe("never");
      expect(first.insertId).not.toBe(second.insertId);
    },
  );

  test("an insert id of another form still repeats", () => {
    const [first, second, other] = ["ünï cödé", "ünï cödé", "x".repeat(300)].map(($insert_id) =>
      normalize({ time: arrival, $insert_id }),
    );
    expect(first).toMatchObject({ repetition: "key", insertId: second?.insertId });
    expect(other?.insertId).not.toBe(first?.insertId);
    expect(other?.insertId).toMatch(/^[A-Za-z0-9-]{1,36}$/);
  });
});

describe("[E2] properties", () => {
  const properties = (given: Record<string, unknown>) => JSON.parse(normalize(given).properties);

  test("columns of their own and the address are left out, the rest is kept", () => {
    const kept = { mp_lib: "web", $browser: "Chrome", nested: { a: [1, { b: null }] }, yes: true };
    expect(properties({ ...kept, distinct_id: "u", time: arrival, $insert_id: "i", ip: "192.0.2.1" })).toEqual(kept);
  });

  test("text is cut at 255, also as a key, without halving a pair", () => {
    expect(properties({ long: "x".repeat(300) }).long).toBe("x".repeat(255));
    expect(properties({ long: `${"x".repeat(254)}😀` }).long).toBe("x".repeat(254));
    expect(Object.keys(properties({ ["k".repeat(300)]: 1 }))).toEqual(["k".repeat(255)]);
    expect(normalize({ distinct_id: "d".repeat(300) }, "e".repeat(300))).toMatchObject({
      distinctId: "d".repeat(255),
      event: "e".repeat(255),
    });
  });

  test("NUL and half pairs become U+FFFD", () => {
    expect(properties({ "a\0": "b\0c", d: "\ud83d", e: ["\udc00x"] })).toEqual({
      "a\ufffd": "b\ufffdc",
      d: "\ufffd",
      e: ["\ufffdx"],
    });
    expect(normalize({ distinct_id: "\0" }).distinctId).toBe("\ufffd");
  });

  test("a key __proto__ is only a key", () => {
    const event = normalizeEvent(JSON.parse('{"event":"e","properties":{"token":"t","__proto__":{"x":1}}}'), {
      arrival,
      anonymousId: () => "",
    });
    expect(event.properties).toBe('{"__proto__":{"x":1}}');
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  test("limits", () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));
    expect(refusal(() => normalize(many(254)))).toBe("taken");
    expect(refusal(() => normalize(many(255)))).toBe("properties");
    expect(refusal(() => normalize({ list: Array(254).fill(0) }))).toBe("taken");
    expect(refusal(() => normalize({ list: Array(255).fill(0) }))).toBe("properties.list");
    expect(refusal(() => normalize({ a: { b: { c: { d: {} } } } }))).toBe("properties.a");
    expect(refusal(() => normalize({ a: { b: { c: { d: 1 } } } }))).toBe("taken");
    expect(
      refusal(() =>
        normalize(
          Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, Array(250).fill("x".repeat(30))])),
        ),
      ),
    ).toBe("properties");
  });
});

describe("[E2] a record that is no event", () => {
  const context = { arrival, anonymousId: () => "" };
  test.each([
    null,
    1,
    "text",
    [[]],
    {},
    { event: "" },
    { event: 1 },
    { event: "e" },
    { event: "e", properties: [] },
    { event: "e", properties: {} },
    { event: "e", properties: { token: 1 } },
  ])("%j is refused", (record) => {
    expect(() => normalizeEvent(record, context)).toThrow(RecordRefused);
  });

  test("any value is taken or refused, and what is taken fits PostgreSQL", () => {
    const properties = fc.dictionary(fc.string({ unit: "binary" }), fc.anything({ maxDepth: 5 }));
    fc.assert(
      fc.property(properties, fc.string({ unit: "binary" }), (given, event) => {
        try {
          const taken = normalizeEvent({ event, properties: { token: "t", ...given } }, context);
          expect(taken.properties).not.toMatch(/\\u0000|\\ud[89a-f]|\n/);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordRefused);
        }
      }),
    );
  });
});
