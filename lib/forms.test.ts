import { describe, expect, it } from "vitest";
import { readForm } from "./forms";

describe("readForm", () => {
  it("[Q1] gives text by name, and lists where lists are named, however many are ticked", () => {
    const data = new FormData();
    data.append("name", "Lena");
    data.append("projects", "a");
    expect(readForm(data, ["projects", "teams"])).toEqual({ name: "Lena", projects: ["a"], teams: [] });
  });

  it("[Q1] leaves out what the framework adds, and takes the first where one is expected", () => {
    const data = new FormData();
    data.append("$ACTION_REF_1", "");
    data.append("role", "member");
    data.append("role", "owner");
    expect(readForm(data)).toEqual({ role: "member" });
  });

  it("[Q1] a field of an unlucky name is only a field", () => {
    const data = new FormData();
    data.append("__proto__", "x");
    const fields = readForm(data);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });
});
