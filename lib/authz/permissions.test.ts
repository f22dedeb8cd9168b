import { describe, expect, test } from "vitest";
import { Forbidden } from "@/lib/errors";
import { addMember, giveGrant, makeOrg, makeProject, onProject } from "@/lib/testing/factories";
import { authorize, can } from "./authorize";
import { type OrgPermission, orgPermissions, type ProjectPermission, projectPermissions } from "./permissions";
import type { OrgRole, ProjectRole } from "./roles";

/** SPEC's R5, typed in by hand: Owner, Admin, Billing admin, Member. */
const r5: Record<OrgPermission, string> = {
  "org.overview.view": "✓ ✓ ✓ ✓",
  "org.name.change": "✓ ✓ – –",
  "org.billing.manage": "✓ – ✓ –",
  "org.directory.view": "✓ ✓ – –",
  "org.projects.create": "✓ ✓ – –",
  "org.projects.delete": "✓ – – –",
  "org.members.invite": "✓ ✓ – –",
  "org.members.edit": "✓ ✓ – –",
  "org.members.remove": "✓ ✓ – –",
  "org.members.give_owner": "✓ – – –",
  "org.teams.manage": "✓ ✓ – –",
  "org.security.manage": "✓ ✓ – –",
  "org.privacy.manage": "✓ ✓ – –",
  "org.audit.view": "✓ ✓ – –",
  "org.service_accounts.manage": "✓ ✓ – –",
  "org.delete": "✓ – – –",
};
const orgColumns: OrgRole[] = ["owner", "admin", "billing_admin", "member"];

/** SPEC's R6, typed in by hand: Owner, Admin, Analyst, Consumer. */
const r6: Record<ProjectPermission, string> = {
  "project.reports.view": "✓ ✓ ✓ ✓",
  "project.reports.edit": "✓ ✓ ✓ –",
  "project.settings.view": "✓ ✓ – –",
  "project.settings.edit": "✓ ✓ – –",
  "project.members.manage": "✓ ✓ – –",
  "project.privacy.manage": "✓ ✓ – –",
  "project.security.manage": "✓ – – –",
  "project.delete": "✓ – – –",
};
const projectColumns: ProjectRole[] = ["owner", "admin", "analyst", "consumer"];

function cells<Permission extends string, Role>(table: Record<Permission, string>, columns: Role[]) {
  return (Object.entries(table) as [Permission, string][]).flatMap(([permission, marks]) =>
    columns.map((role, column) => ({ role, permission, may: marks.split(" ")[column] === "✓" })),
  );
}

describe("[R5] org permissions", () => {
  test("[R5] the table has SPEC's rows and no others", () => {
    expect(Object.keys(orgPermissions).sort()).toEqual(Object.keys(r5).sort());
    expect(cells(r5, orgColumns)).toHaveLength(64);
  });

  test.each(cells(r5, orgColumns))("[R5] $role, $permission: $may", ({ role, permission, may }) => {
    expect(can({ role }, permission)).toBe(may);
  });

  test("[R5] authorize throws Forbidden, naming the permission, exactly where the table has no mark", async () => {
    const owner = await makeOrg();
    for (const { role, permission, may } of cells(r5, orgColumns)) {
      const doing = () => authorize({ ...owner, role }, permission);
      if (may) expect(doing).not.toThrow();
      else expect(doing).toThrow(expect.objectContaining({ name: "Forbidden", permission }));
    }
  });
});

describe("[R6] project permissions", () => {
  test("[R6] the table has SPEC's rows and no others", () => {
    expect(Object.keys(projectPermissions).sort()).toEqual(Object.keys(r6).sort());
    expect(cells(r6, projectColumns)).toHaveLength(32);
  });

  test.each(cells(r6, projectColumns))("[R6] $role, $permission: $may", ({ role, permission, may }) => {
    expect(can({ projectRole: role }, permission)).toBe(may);
  });

  test("[R6] authorize judges the effective role on the project, not the role in the org", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const id = await makeProject(owner);
    await giveGrant(member, id, "admin");
    const actor = await onProject(member, id);
    expect(() => authorize(actor, "project.settings.edit")).not.toThrow();
    expect(() => authorize(actor, "project.delete")).toThrow(Forbidden);
    expect(() => authorize({ ...actor, role: "owner", projectRole: "consumer" }, "project.reports.edit")).toThrow(
      Forbidden,
    );
  });
});

test("[R8] every permission has a label of its own", () => {
  const labels = [...Object.values(orgPermissions), ...Object.values(projectPermissions)].map((rule) => rule.label);
  expect(new Set(labels).size).toBe(labels.length);
});
