import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeWire, MAX_RECORDS } from "./wire";

const record = { event: "Größe ✓", properties: { token: "t", a: "x+y/z?&=", emoji: "😀" } };
const base64 = Buffer.from(JSON.stringify(record)).toString("base64");
const base64OfMany = Buffer.from(JSON.stringify([record, record])).toString("base64");

describe("[E1] what SDKs send is decoded", () => {
  test.each([
    ["node, single: base64 in the query", `?ip=0&verbose=0&data=${encodeURIComponent(base64)}`, "", 1],
    ["node and php, batch: raw base64 in a form", "", `data=${base64OfMany}`, 2],
    ["ruby, java, js: encoded base64 in a form", "?verbose=1&ip=1&_=17", `data=${encodeURIComponent(base64OfMany)}`, 2],
    ["python, go: JSON in a form", "", `data=${encodeURIComponent(JSON.stringify(record))}&verbose=1&ip=0`, 1],
    ["go, swift: a JSON body", "?verbose=1", JSON.stringify([record]), 1],
    ["JSON with white space around it", "", `\n  ${JSON.stringify(record, null, 2)}\n`, 1],
    ["base64 for URLs, without padding", `?data=${Buffer.from(JSON.stringify(record)).toString("base64url")}`, "", 1],
    ["base64 alone", "", base64, 1],
    ["an object a line", "?strict=1", `${JSON.stringify(record)}\r\n\n${JSON.stringify(record)}\n`, 2],
  ])("%s", (_, search, body, count) => {
    const decoded = decodeWire(search, body);
    expect(decoded).toMatchObject({ ok: true, records: Array(count).fill(record) });
  });

  test("base64 whose plus signs became spaces", () => {
    const text = JSON.stringify({ event: "a", properties: { s: "~~~>>>???ooo" } });
    const encoded = Buffer.from(text).toString("base64");
    expect(encoded).toContain("+");
    expect(decodeWire("", `data=${encoded}`)).toMatchObject({ ok: true, records: [JSON.parse(text)] });
  });

  test("js: each half of a surrogate pair in three bytes", () => {
    const half = (code: number) => [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
    const smile = Buffer.from([...half(0xd83d), ...half(0xde00)]);
    const bytes = Buffer.concat([Buffer.from('{"event":"Größe '), smile, smile, Buffer.from('","properties":{}}')]);
    const decoded = decodeWire("", `data=${encodeURIComponent(bytes.toString("base64"))}`);
    expect(decoded).toMatchObject({ ok: true, records: [{ event: "Größe 😀😀" }] });
  });

  test("a line that is no object is refused at its place, the others are taken", () => {
    const text = JSON.stringify(record);
    expect(decodeWire("", `${text}\n{"event":\n${text}`)).toMatchObject({
      ok: true,
      records: [record, undefined, record],
    });
    expect(decodeWire("", '{"event":\n{"event":')).toMatchObject({ ok: false });
    expect(decodeWire("", `${text}\n`.repeat(MAX_RECORDS + 1))).toMatchObject({ ok: false, status: 413 });
  });

  test("params in the query, in the form, and the query first", () => {
    const params = (search: string, body: string) => decodeWire(search, body).params;
    expect(params("?verbose=1&ip=1&img=1", "")).toMatchObject({
      verbose: true,
      ip: true,
      img: true,
      callback: undefined,
    });
    expect(params("?strict=1&project_id=7", "api_key=k")).toMatchObject({ strict: true, projectId: "7", apiKey: "k" });
    expect(params("", `data=${base64}&verbose=1&ip=1`)).toMatchObject({ verbose: true, ip: true });
    expect(params("?verbose=0", `data=${base64}&verbose=1`)).toMatchObject({ verbose: false });
    expect(params("?callback=jQuery.cb[3]&future=param", "")).toMatchObject({ callback: "jQuery.cb[3]" });
  });
});

describe("[E1] what is no event is answered, never thrown", () => {
  test.each(["", "?data=", "?data=%20", "?data=[]", "?other=1"])("nothing sent: %j", (search) => {
    expect(decodeWire(search, "")).toMatchObject({ ok: false, status: 200, error: "data, missing or empty" });
  });

  test.each(["{", "[1,", "%%%", "bm90IGpzb24=", "null", "12", '"text"'])(
    "neither JSON nor base64 of it: %j",
    (data) => {
      expect(decodeWire("", `data=${encodeURIComponent(data)}`)).toMatchObject({ ok: false, status: 200 });
    },
  );

  test(`more than ${MAX_RECORDS} records are told to be divided`, () => {
    expect(decodeWire("", JSON.stringify(Array(MAX_RECORDS).fill(1)))).toMatchObject({ ok: true });
    expect(decodeWire("", JSON.stringify(Array(MAX_RECORDS + 1).fill(1)))).toMatchObject({ ok: false, status: 413 });
  });

  test.each(["alert(1)//", "a;b", "<script>", "a b", "1a", "a.", "x".repeat(129), "a[b]"])(
    "SEC-K a callback that is no name: %j",
    (name) => {
      const decoded = decodeWire(`?callback=${encodeURIComponent(name)}`, "");
      expect(decoded).toMatchObject({ ok: false, status: 400, params: { callback: undefined } });
    },
  );

  test("deep nesting and many fields end", () => {
    expect(decodeWire("", "[".repeat(500_000)).ok).toBe(false);
    expect(decodeWire(`?${"a=1&".repeat(50_000)}`, "").ok).toBe(false);
  });

  test("any bytes", () => {
    const bytes = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.base64String(),
      fc.json(),
      fc.uint8Array().map((array) => Buffer.from(array).toString()),
    );
    fc.assert(
      fc.property(bytes, bytes, (search, body) => {
        for (const text of [body, `data=${body}`]) expect(typeof decodeWire(search, text).ok).toBe("boolean");
      }),
    );
  });
});
