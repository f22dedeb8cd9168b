import { describe, expect, test } from "vitest";
import { auditActions } from "./actions";
import { type AuditFacts, changedFields, nameKey, plainText, type Ref } from "./telling";
import { actionsNamed, auditGroups, auditWords, refsOf, sentenceOf } from "./words";

const ben = "usr_0123456789abcdef01234567";
const ada = "usr_76543210fedcba9876543210";
const team = "team_0123456789abcdef01234567";
const names = new Map([
  [nameKey({ kind: "user", id: ben }), "Ben"],
  [nameKey({ kind: "user", id: ada }), "Ada"],
  [nameKey({ kind: "team", id: team }), "Growth"],
  [nameKey({ kind: "project", id: "123456789" }), "Web app"],
]);

function entry(given: Partial<AuditFacts>): AuditFacts {
  const base = { action: "org.renamed", actorKind: "user", actorId: ada, objectType: "org", objectId: "111111111" };
  return { ...base, projectId: null, before: null, after: null, ...given };
}

const say = (given: Partial<AuditFacts>) => plainText(sentenceOf(entry(given)), names);

describe("[L1] entries in words", () => {
  test.each<[Partial<AuditFacts>, string]>([
    [
      { action: "org.renamed", before: { name: "Acme" }, after: { name: "Acme 2" } },
      "Ada renamed the organization from Acme to Acme 2.",
    ],
    [
      {
        action: "member.role_changed",
        objectType: "member",
        objectId: ben,
        before: { role: "member" },
        after: { role: "billing_admin" },
      },
      "Ada changed the organization role of Ben from Member to Billing admin.",
    ],
    [
      { action: "grant.given", objectType: "grant", objectId: ben, projectId: 123456789, after: { role: "analyst" } },
      "Ada gave Ben the role Analyst on Web app.",
    ],
    [
      { action: "team.member_removed", objectType: "team", objectId: team, before: { user: ben } },
      "Ada took Ben out of the team Growth.",
    ],
    [
      { action: "team.project_added", objectType: "team", objectId: team, after: { project: 123456789 } },
      "Ada gave the team Growth the project Web app.",
    ],
    [
      { action: "member.denied", objectType: "member", objectId: ada, after: { permission: "org.delete" } },
      "Ada was denied: Delete the organization.",
    ],
    [
      { action: "list.exported", objectType: "list", objectId: "audit_log", after: { filter: {} } },
      "Ada downloaded the audit log.",
    ],
    [
      { action: "list.exported", objectType: "list", objectId: "team_members", after: { filter: { q: "a" } } },
      "Ada downloaded the list of team members.",
    ],
    [
      { action: "member.removed", objectType: "member", objectId: ben, before: { role: "member" } },
      "Ada removed Ben, who was Member, from the organization.",
    ],
  ])("[L1] %j", (given, sentence) => {
    expect(say(given)).toBe(sentence);
  });

  test("[L1] the product, somebody not signed in, and somebody signing in are each called what they are", () => {
    expect(
      say({
        action: "project.erased",
        actorKind: "system",
        actorId: null,
        objectType: "project",
        objectId: "123456789",
      }),
    ).toBe("Atrium erased the data of the project Web app.");
    const user = { objectType: "user", objectId: ben, actorKind: "outside", actorId: null };
    expect(say({ ...user, action: "user.sign_in_failed" })).toBe("Somebody not signed in failed to sign in as Ben.");
    expect(say({ ...user, action: "user.signed_in", after: { methods: ["password"] } })).toBe(
      "Ben signed in with password.",
    );
    expect(say({ ...user, objectType: "member", action: "member.joined", after: { role: "member" } })).toBe(
      "Ben joined as Member.",
    );
  });

  test("[L1] an erased person has no name, whatever the entry", () => {
    const facts = entry({ action: "member.left", actorId: ben, objectType: "member", objectId: ben });
    expect(plainText(sentenceOf(facts), new Map())).toBe("Former user left the organization.");
  });

  test("[L1] every action has a label of its own, a group, and a sentence also of an entry that says little", () => {
    for (const action of auditActions) {
      const sentence = say({ action, objectType: "team", objectId: team });
      expect(sentence, action).toMatch(/^\S.*\S\.$/);
      expect(sentence, action).not.toMatch(/[{}[\]]|undefined| {2}| \.$/);
      expect(auditGroups).toContain(auditWords[action].group);
    }
    const labels = auditActions.map((action) => `${auditWords[action].group} ${auditWords[action].label}`);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test("[L1] an action this version does not know is shown as it is", () => {
    expect(say({ action: "moon.landed", objectType: "rocket", objectId: "7" })).toBe("Ada moon.landed: rocket 7.");
  });

  test("[L1] what changed, field by field, with names for ids; what stayed is left out", () => {
    const fields = changedFields({
      before: { name: "A", role: "member", plan: "free" },
      after: {
        name: "B",
        role: "member",
        plan: "growth",
        projects: [{ id: 123456789, role: "analyst" }],
        teams: [team],
      },
    });
    const text = (parts: Parameters<typeof plainText>[0] | null) => parts && plainText(parts, names);
    expect(fields.map(({ label, before, after }) => [label, text(before), text(after)])).toEqual([
      ["Name", "A", "B"],
      ["Plan", "Free", "Growth"],
      ["Projects", null, "Web app (Analyst)"],
      ["Teams", null, "Growth"],
    ]);
  });

  test("[L1] everything an entry mentions is looked up once it is shown", () => {
    const refs = refsOf(
      entry({
        action: "team.member_added",
        objectType: "team",
        objectId: team,
        projectId: 123456789,
        after: { user: ben },
      }),
    );
    const keys = new Set(refs.map((ref: Ref) => nameKey(ref)));
    expect(keys).toEqual(new Set([`user:${ada}`, `user:${ben}`, `team:${team}`, "project:123456789"]));
  });

  test("[L1] a search finds kinds of entries by the words on the screen", () => {
    expect(actionsNamed("PLAN changed")).toEqual(["org.plan_changed"]);
    expect(actionsNamed("nothing like it")).toEqual([]);
  });
});
