import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { projectRoleMay } from "@/lib/authz/permissions";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { effectiveRole } from "./access-words";
import { explainPermissions, lostWithout } from "./why";

const grants = fc.array(fc.record({ role: fc.constantFrom<ProjectRole>(...projectRoles) }), { maxLength: 5 });

describe("[R3] [R6] why somebody may", () => {
  test("[R3] is allowed through some grant exactly where the effective role may", () => {
    fc.assert(
      fc.property(grants, (given) => {
        const role = effectiveRole(given);
        for (const { permission, through } of explainPermissions(given)) {
          expect(through.length > 0).toBe(role !== null && projectRoleMay(role, permission));
        }
      }),
    );
  });

  test("[R3] every grant that is named would suffice alone", () => {
    fc.assert(
      fc.property(grants, (given) => {
        for (const { permission, through } of explainPermissions(given)) {
          for (const grant of through) {
            const alone = explainPermissions([grant]).find((one) => one.permission === permission);
            expect(alone?.through).toEqual([grant]);
          }
        }
      }),
    );
  });

  test("[R3] what is lost without a grant is what the others do not allow", () => {
    fc.assert(
      fc.property(grants, (given) => {
        for (const taken of given) {
          const before = explainPermissions(given);
          const after = explainPermissions(given.filter((grant) => grant !== taken));
          const lost = before.filter((one, at) => one.through.length > 0 && after[at]?.through.length === 0);
          expect(lostWithout(given, taken)).toEqual(lost.map(({ label }) => label));
        }
      }),
    );
  });

  test("[R6] an analyst's team and a consumer's grant: what only the team gives is lost with it", () => {
    const team = { role: "analyst" as const };
    const own = { role: "consumer" as const };
    expect(lostWithout([team, own], team)).toEqual([
      "Create and edit reports; subscribe to alerts; export; live event feed",
    ]);
    expect(lostWithout([team, own], own)).toEqual([]);
    expect(explainPermissions([team, own]).map(({ through }) => through.length)).toEqual([2, 1, 0, 0, 0, 0, 0, 0]);
  });
});
