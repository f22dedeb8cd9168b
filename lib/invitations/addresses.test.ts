import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { badAddressesMessage, parseAddresses } from "./addresses";
import { inviteSchema } from "./schemas";

const parse = (emails: string) => inviteSchema.safeParse({ emails, role: "member" });

describe("[U3] pasted addresses", () => {
  test.each([
    ["commas", "a@x.test,b@x.test , c@x.test"],
    ["semicolons", "a@x.test;b@x.test; c@x.test;"],
    ["lines", "a@x.test\r\nb@x.test\n\n  c@x.test  \n"],
    ["blanks and tabs", "a@x.test b@x.test\tc@x.test"],
    ["names", 'Ada <a@x.test>, "Bob, the builder" <b@x.test>; <c@x.test>'],
    ["capitals", "A@X.test, B@x.TEST, c@x.test"],
  ])("[U3] by %s", (_, text) => {
    expect(parseAddresses(text).emails).toEqual(["a@x.test", "b@x.test", "c@x.test"]);
  });

  test("[U3] names with a comma lose nothing", () => {
    expect(parseAddresses("Lovelace, Ada <ada@x.test>\nHopper, Grace <grace@x.test>").emails).toEqual([
      "ada@x.test",
      "grace@x.test",
    ]);
  });

  test("[Q1] 300 with repetitions and rubbish: each once, and the rubbish as it was typed", () => {
    const good = Array.from({ length: 250 }, (_, i) => `Person${i}@Example.test`);
    const text = [...good, ...good.slice(0, 40), ...Array.from({ length: 10 }, (_, i) => `rubbish-${i}@`)].join("\n");
    const { emails, bad, repeated } = parseAddresses(text);
    expect(emails).toHaveLength(250);
    expect(new Set(emails).size).toBe(250);
    expect([repeated, bad.length, bad[0]]).toEqual([40, 10, "rubbish-0@"]);
    expect(badAddressesMessage(bad)).toBe(
      "10 of these are not e-mail addresses: rubbish-0@, rubbish-1@, rubbish-2@, rubbish-3@, rubbish-4@ and 5 more. Correct or remove them.",
    );
    expect(parse(text).error?.issues[0]).toMatchObject({ path: ["emails"], message: badAddressesMessage(bad) });
  });

  test("[Q1] empty, too many and too long are said in words", () => {
    const many = Array.from({ length: 501 }, (_, i) => `p${i}@x.test`).join(",");
    expect(parse(" \n ").error?.issues[0]?.message).toBe("Enter at least one e-mail address.");
    expect(parse(many).error?.issues[0]?.message).toBe("That is 501 addresses. Invite at most 500 at a time.");
    expect(parse(`${"x".repeat(60_001)}`).error?.issues[0]?.message).toContain("too long");
    expect(parse(many.replace("p500@x.test", "P0@x.test")).data?.emails).toHaveLength(500);
  });

  test("[Q1] forged fields are refused", () => {
    for (const forged of [
      { role: "root" },
      { projectRole: "god" },
      { projects: ["1"] },
      { projects: ["-123456789"] },
      { projects: "123456789" },
    ]) {
      expect(inviteSchema.safeParse({ emails: "a@x.test", role: "member", ...forged }).success).toBe(false);
    }
  });

  test("[Q1] nothing makes it throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const { emails } = parseAddresses(text);
        expect(new Set(emails).size).toBe(emails.length);
      }),
    );
  });
});
