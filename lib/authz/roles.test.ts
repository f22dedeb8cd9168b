import fc from "fast-check";
import { expect, test } from "vitest";
import {
  givableOrgRoles,
  higherOrgRole,
  higherProjectRole,
  mayChangeOrgRole,
  mayGiveOrgRole,
  mayGiveProjectRole,
  type OrgRole,
  orgRoles,
  type ProjectRole,
  projectRoleFromOrg,
  projectRoles,
} from "./roles";

const every: OrgRole[] = ["owner", "admin", "billing_admin", "member"];

test.each<[OrgRole, OrgRole[]]>([
  ["owner", ["owner", "admin", "billing_admin", "member"]],
  ["admin", ["admin", "member"]],
  ["billing_admin", []],
  ["member", []],
])("[R4] %s gives %j", (own, gives) => {
  expect(every.filter((role) => mayGiveOrgRole(own, role))).toEqual(gives);
  expect(givableOrgRoles(own)).toEqual(gives);
});

test.each<[OrgRole, OrgRole[]]>([
  ["owner", ["owner", "admin", "billing_admin", "member"]],
  ["admin", ["member"]],
  ["billing_admin", []],
  ["member", []],
])("[R4] %s changes or removes %j", (own, changes) => {
  expect(every.filter((role) => mayChangeOrgRole(own, role))).toEqual(changes);
});

test("[R4] nobody gives a role that may change their own, unless it is their own", () => {
  for (const own of every) {
    for (const role of every.filter((given) => given !== own && mayChangeOrgRole(given, own))) {
      expect(mayGiveOrgRole(own, role), `${own} gives ${role}`).toBe(false);
    }
  }
});

test.each<[ProjectRole | null, ProjectRole[]]>([
  ["owner", ["owner", "admin", "analyst", "consumer"]],
  ["admin", ["admin", "analyst", "consumer"]],
  ["analyst", []],
  ["consumer", []],
  [null, []],
])("[R4] %s on a project causes %j on it", (own, gives) => {
  const all: ProjectRole[] = ["owner", "admin", "analyst", "consumer"];
  expect(all.filter((role) => mayGiveProjectRole(own, role))).toEqual(gives);
});

test.each<[OrgRole, OrgRole, OrgRole]>([
  ["member", "admin", "admin"],
  ["admin", "owner", "owner"],
  ["member", "owner", "owner"],
  ["member", "billing_admin", "billing_admin"],
  ["billing_admin", "owner", "owner"],
])("[I1] of %s and %s the higher is %s, either way round", (low, high, expected) => {
  expect(higherOrgRole(low, high)).toBe(expected);
  expect(higherOrgRole(high, low)).toBe(expected);
});

test("[I1] Admin and Billing admin stand beside each other: the first is kept", () => {
  expect(higherOrgRole("admin", "billing_admin")).toBe("admin");
  expect(higherOrgRole("billing_admin", "admin")).toBe("billing_admin");
});

test("[R2] [R3] of two project roles the higher is the one further up, either way round", () => {
  const role = fc.constantFrom(...projectRoles);
  fc.assert(
    fc.property(role, role, (a, b) => {
      const higher = higherProjectRole(a, b);
      expect([a, b]).toContain(higher);
      expect(higherProjectRole(b, a)).toBe(higher);
      expect(projectRoles.indexOf(higher)).toBe(Math.max(projectRoles.indexOf(a), projectRoles.indexOf(b)));
    }),
  );
});

test("[R3] the org role gives Owner to owners, Admin to admins, nothing to others", () => {
  expect(orgRoles.map((role) => [role, projectRoleFromOrg(role)])).toEqual([
    ["member", null],
    ["billing_admin", null],
    ["admin", "admin"],
    ["owner", "owner"],
  ]);
  expect(projectRoleFromOrg(null)).toBeNull();
});
