import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "@/lib/csv";
import { cellsOf, readColumns, readNames, readOrgRole, readProjects } from "./columns";
import { decodeText } from "./decode";
import { mostFileBytes, mostRows } from "./limits";
import { readTable } from "./table";

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, bom = true) => new Uint8Array(Buffer.from(`${bom ? "\ufeff" : ""}${text}`, "utf16le"));
const utf16be = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le").swap16());
const latin = (bytes: string) => new Uint8Array(Buffer.from(bytes, "latin1"));

function tableOf(bytes: Uint8Array) {
  const read = readTable(bytes);
  if (!read.ok) throw new Error(read.message);
  return read.table;
}
const messageOf = (bytes: Uint8Array) => {
  const read = readTable(bytes);
  return read.ok ? "read" : read.message;
};

describe("[U3] an uploaded file is read as whatever it is", () => {
  const text = "email;teams\r\nzoë@north.test;Überbau|東京\r\n";
  test.each([
    ["UTF-8", utf8(text)],
    ["UTF-8 with a byte order mark", utf8(`\ufeff${text}`)],
    ["UTF-16 little endian", utf16(text)],
    ["UTF-16 without a mark", utf16(text, false)],
    ["UTF-16 big endian", utf16be(text)],
  ])("[U3] %s", (_name, bytes) => {
    expect(tableOf(bytes)).toEqual({
      header: ["email", "teams"],
      rows: [{ line: 2, cells: ["zoë@north.test", "Überbau|東京"] }],
    });
  });

  test("[U3] Windows-1252, with its quotes and its euro", () => {
    expect(decodeText(latin("Z\u00fcrich \x80 \x93x\x94"))).toEqual({ text: "Zürich € “x”", encoding: "windows-1252" });
    expect(tableOf(latin("email,teams\na@b.test,B\xfcro\n")).rows[0]?.cells).toEqual(["a@b.test", "Büro"]);
  });

  test.each([",", ";", "\t"])("[U3] separated by %j, with quotes, all line ends and empty lines", (separator) => {
    const line = (...cells: string[]) => cells.join(separator);
    const file = `${line("email", "role")}\r\n\r\n${line('"a@b.test"', '"Billing, or ; admin"')}\n${line("", "")}\r${line("c@d.test", "")}`;
    expect(tableOf(utf8(file)).rows.map(({ cells }) => cells)).toEqual([
      ["a@b.test", "Billing, or ; admin"],
      ["c@d.test", ""],
    ]);
  });

  test("[U3] lines are counted as an editor counts them", () => {
    const rows = tableOf(utf8("sep=;\nemail;teams\n\na@b.test;x\n\n\nc@d.test;y\n")).rows;
    expect(rows.map(({ line }) => line)).toEqual([4, 7]);
  });

  test("[U3] what a spreadsheet would run is text, and the apostrophe of an export goes", () => {
    const formulas = ["=HYPERLINK(1)", "+1", "-1", "@x", "'already"];
    const file = `email,teams\r\n${formulas.map((formula) => csvLine(["a@b.test", formula])).join("")}`;
    expect(tableOf(utf8(file)).rows.map(({ cells }) => cells[1])).toEqual(formulas);
  });

  test("[Q1] what is no table is said in a sentence", () => {
    expect(messageOf(utf8(""))).toMatch(/is empty/);
    expect(messageOf(utf8("\n \n"))).toMatch(/is empty/);
    expect(messageOf(utf8("email\n"))).toMatch(/Below its first line/);
    expect(messageOf(latin("PK\x03\x04 a workbook"))).toMatch(/not a CSV file/);
    expect(messageOf(latin("\x89PNG\r\n\x1a\n\0\0"))).toMatch(/not a CSV file/);
    expect(messageOf(utf8('email\n"a@b.test\n'))).toMatch(/quotation mark/);
    expect(messageOf(new Uint8Array(mostFileBytes + 1).fill(97))).toMatch(/larger than 2 MB/);
    expect(messageOf(utf8(`email\n${"a@b.test\n".repeat(mostRows)}`))).toBe("read");
    expect(messageOf(utf8(`email\n${"a@b.test\n".repeat(mostRows + 1)}`))).toMatch(/more than 10,000 lines/);
  });

  test("[Q1] no bytes make it throw, and whatever it reads is bounded", () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 4000 }),
      fc.string({ unit: "binary", maxLength: 2000 }).map(utf8),
      fc
        .string({
          unit: fc.constantFrom('"', ",", ";", "\t", "\r", "\n", "@", "a", "\ufeff", "'", "=", "\0", " "),
          maxLength: 300,
        })
        .map(utf8),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const read = readTable(bytes);
        const columns = read.ok ? readColumns(read.table.header) : read;
        if (!read.ok || !columns.ok) {
          expect(columns).toMatchObject({ message: expect.stringMatching(/\.$/) });
          return;
        }
        for (const row of read.table.rows) {
          const cells = cellsOf(row, columns.columns);
          if (cells) expect([readOrgRole(cells.role), readProjects(cells.projects)]).toHaveLength(2);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("[U3] what our own CSV writes is read back, names of any script too", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((text) =>
      text
        .normalize("NFC")
        .replace(/\p{Cc}/gu, "")
        .trim(),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const file = `\ufeff${csvLine(["E-mail", "Teams"])}${names.map((each) => csvLine(["a@b.test", each])).join("")}`;
        expect(tableOf(utf8(file)).rows.map(({ cells }) => cells[1])).toEqual(names);
      }),
    );
  });
});

describe("[U3] columns", () => {
  test("[U3] are known by several names, in any capitals and order; others are not used", () => {
    const read = readColumns(["Name", "ORG ROLE", "E-Mail Address", "Project roles", "team"]);
    expect(read).toEqual({
      ok: true,
      columns: { places: { role: 1, email: 2, projects: 3, teams: 4 }, width: 5, unused: ["Name"] },
    });
  });

  test("[Q1] without an e-mail, with two, and without names it says so", () => {
    expect(readColumns(["name", "role"])).toMatchObject({
      ok: false,
      message: expect.stringMatching(/called “email”/),
    });
    expect(readColumns(["email", "Mail"])).toMatchObject({
      ok: false,
      message: "The columns email and Mail mean the same. Remove one of them.",
    });
    expect(readColumns(["ada@north.test", "Member"])).toMatchObject({
      ok: false,
      message: expect.stringMatching(/holds an address/),
    });
  });

  test("[U3] roles, teams and projects of a row", () => {
    expect(["", "Billing admin", "billing_ADMIN", "owner", "king"].map(readOrgRole)).toEqual([
      "member",
      "billing_admin",
      "billing_admin",
      "owner",
      null,
    ]);
    expect(readNames(" Growth |Data|| Growth ")).toEqual(["Growth", "Data"]);
    expect(readProjects("Web app:Analyst | A: B : admin|Checkout|x:king")).toEqual([
      { name: "Web app", role: "analyst" },
      { name: "A: B", role: "admin" },
      { name: "Checkout", role: null },
      { name: "x:king", role: null },
    ]);
  });

  test("[U3] too many cells are noticed, empty ones at the end and missing ones are not", () => {
    const columns = readColumns(["email", "role"]);
    if (!columns.ok) throw new Error(columns.message);
    expect(cellsOf({ line: 2, cells: ["a", "b", "c"] }, columns.columns)).toBeNull();
    expect(cellsOf({ line: 2, cells: ["a", "b", ""] }, columns.columns)).toMatchObject({ email: "a", role: "b" });
    expect(cellsOf({ line: 2, cells: ["a"] }, columns.columns)).toEqual({
      email: "a",
      role: "",
      teams: "",
      projects: "",
    });
  });
});
