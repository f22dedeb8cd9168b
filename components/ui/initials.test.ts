import { describe, expect, it } from "vitest";
import { hueOf, initials } from "./initials";

describe("initials", () => {
  it.each([
    ["Priya Raman", "PR"],
    ["amara chidi okafor", "AO"],
    ["Zoë", "Z"],
    ["  Lena   Vogt  ", "LV"],
    ["O'Neil-Smith (ops)", "OO"],
    ["\u{1F469}\u200D\u{1F469}\u200D\u{1F467} Grace", "\u{1F469}\u200D\u{1F469}\u200D\u{1F467}"],
    ["田中 浩", "田"],
    ["محمد علي", "م"],
    ["שרה לוי", "ש"],
    ["e\u0301lan vital", "E\u0301V"],
    ["", "?"],
    ["…", "?"],
  ])("[Q1] %j gives whole characters: %j", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });

  it("keeps the hue of an id", () => {
    expect(hueOf("usr_abc")).toBe(hueOf("usr_abc"));
    const hues = new Set(Array.from({ length: 200 }, (_, index) => hueOf(`usr_${index}`)));
    expect(hues.size).toBe(12);
  });
});
