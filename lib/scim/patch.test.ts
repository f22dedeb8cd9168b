import { describe, expect, test } from "vitest";
import { ScimError } from "./errors";
import { patched, patchSchema, readOperations, readPath } from "./patch";
import { redactedBody, redactedPath } from "./redacted";
import { readUser } from "./user-document";

/** PATCH by the examples of RFC 7644 §3.5.2, and as Okta and Entra ID write it (S5). */
const run = (resource: Record<string, unknown>, ...Operations: object[]) =>
  patched(resource, readOperations({ schemas: [patchSchema], Operations }));

const babs = {
  userName: "bjensen",
  name: { familyName: "Jensen" },
  emails: [
    { value: "bjensen@example.com", type: "work", primary: true },
    { value: "babs@jensen.org", type: "home" },
  ],
  addresses: [
    { type: "work", streetAddress: "100 Universal City Plaza", locality: "Hollywood", country: "USA" },
    { type: "home", streetAddress: "456 Hollywood Blvd", locality: "Hollywood", country: "USA" },
  ],
};

describe("[S5] RFC 7644 §3.5.2.1 add", () => {
  test("without a path: attributes are added, lists get longer", () => {
    const next = run(babs, {
      op: "add",
      value: { emails: [{ value: "babs@work.test", type: "other" }], nickname: "Babs" },
    });
    expect(next).toMatchObject({ nickname: "Babs" });
    expect(next.emails).toHaveLength(3);
    expect(babs.emails).toHaveLength(2);
  });

  test("a value that is there already changes nothing", () => {
    expect(
      run(babs, { op: "add", path: "emails", value: [{ value: "babs@jensen.org", type: "home" }] }).emails,
    ).toHaveLength(2);
  });
});

describe("[S5] §3.5.2.2 remove", () => {
  test("a whole attribute, elements that a filter chooses, one attribute of them", () => {
    expect(run(babs, { op: "remove", path: "emails" })).not.toHaveProperty("emails");
    const filter = 'emails[type eq "work" and value ew "example.com"]';
    expect(run(babs, { op: "remove", path: filter }).emails).toEqual([{ value: "babs@jensen.org", type: "home" }]);
    const [work] = run(babs, { op: "remove", path: 'addresses[type eq "work"].locality' }).addresses as object[];
    expect(work).not.toHaveProperty("locality");
  });

  test("needs a path", () => {
    expect(() => run(babs, { op: "remove" })).toThrow(expect.objectContaining({ scimType: "noTarget" }));
  });
});

describe("[S5] §3.5.2.3 replace", () => {
  test("a chosen element, one attribute of it, a whole attribute, and several without a path", () => {
    const address = { type: "work", streetAddress: "911 Universal City Plaza", locality: "Hollywood" };
    const [work] = run(babs, { op: "replace", path: 'addresses[type eq "work"]', value: address })
      .addresses as object[];
    expect(work).toMatchObject(address);
    const street = run(babs, {
      op: "replace",
      path: 'addresses[type eq "work"].streetAddress',
      value: "1010 Broadway Ave",
    });
    expect((street.addresses as { streetAddress: string }[])[0]?.streetAddress).toBe("1010 Broadway Ave");
    expect(run(babs, { op: "replace", value: { emails: [{ value: "b@x.test" }], nickname: "Babs" } })).toMatchObject({
      nickname: "Babs",
      emails: [{ value: "b@x.test" }],
    });
  });

  test("nothing that fits is no target, but for one that the filter itself describes", () => {
    expect(() => run(babs, { op: "replace", path: 'emails[type eq "x" and value co "y"]', value: {} })).toThrow(
      expect.objectContaining({ scimType: "noTarget" }),
    );
    const made = run({ userName: "a" }, { op: "Add", path: 'emails[type eq "work"].value', value: "a@b.test" });
    expect(made.emails).toEqual([{ type: "work", value: "a@b.test" }]);
  });
});

describe("[S5] what Okta and Entra ID send", () => {
  test("operations with a capital, dotted names without a path, and the schema in front of a name", () => {
    const next = run(babs, {
      op: "Replace",
      value: {
        "name.givenName": "Barbara",
        displayName: "Babs",
        "urn:ietf:params:scim:schemas:core:2.0:User:title": "Head",
      },
    });
    expect(next).toMatchObject({
      name: { familyName: "Jensen", givenName: "Barbara" },
      displayName: "Babs",
      title: "Head",
    });
    expect(readUser({ userName: "a@b.test", active: "False" }).active).toBe(false);
    expect(readUser({ USERNAME: "a@b.test" }).userName).toBe("a@b.test");
  });

  test("nonsense is refused, and nothing reaches the prototype", () => {
    for (const body of [
      null,
      {},
      { schemas: [patchSchema] },
      { schemas: [patchSchema], Operations: [{ op: "move", path: "a" }] },
    ]) {
      expect(() => readOperations(body)).toThrow(ScimError);
    }
    expect(() => readPath("a b")).toThrow(expect.objectContaining({ scimType: "invalidPath" }));
    for (const path of ["__proto__.polluted", "constructor", "name.__proto__"]) {
      expect(() => run(babs, { op: "add", path, value: "x" }), path).toThrow(ScimError);
    }
    run(babs, { op: "add", value: JSON.parse('{"__proto__": {"polluted": true}}') });
    expect({}).not.toHaveProperty("polluted");
    expect(() => readUser({ userName: "a", active: "perhaps" })).toThrow(
      expect.objectContaining({ scimType: "invalidValue" }),
    );
    expect(() => readUser({ userName: 7 })).toThrow(expect.objectContaining({ scimType: "invalidValue" }));
  });
});

describe("[S5] the log", () => {
  test("keeps the shape of a call and nothing that names a person", () => {
    const body = JSON.stringify({
      schemas: [patchSchema],
      userName: "ada@corp.test",
      name: { givenName: "Ada" },
      active: true,
      emails: [{ value: "ada@corp.test", primary: true }],
    });
    const kept = redactedBody(body) ?? "";
    expect(kept).toContain(patchSchema);
    expect(kept).toContain('"active": true');
    for (const word of ["ada@corp.test", "Ada"]) expect(kept).not.toContain(word);
    expect(redactedPath("/Users?filter=userName%20eq%20%22ada@corp.test%22")).toBe('/Users?filter=userName eq "…"');
    expect(redactedBody("{")).toBe("(no JSON)");
    expect(redactedBody(JSON.stringify({ members: Array.from({ length: 30 }, () => ({ value: "x" })) }))).toContain(
      "and 10 more",
    );
  });
});
