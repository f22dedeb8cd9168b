import fc from "fast-check";
import { expect, test } from "vitest";
import { higherProjectRole, type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { addedTo, type Given, roleAt, sameTerm, type Term, termAt, withEnd, withRole } from "./grant-terms";

const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const role = fc.constantFrom(...projectRoles);
const end = fc.option(fc.integer({ min: 2, max: 6 }).map(day));
const given: fc.Arbitrary<Given> = fc.record({ role, endsAt: end });
const below = (high: ProjectRole) =>
  projectRoles.filter((one) => projectRoles.indexOf(one) < projectRoles.indexOf(high));
const term: fc.Arbitrary<Term> = given.chain((one) =>
  fc.constantFrom(null, ...(one.endsAt ? below(one.role) : [])).map((thenRole): Term => ({ ...one, thenRole })),
);
const moments = [1, 2, 3, 4, 5, 6, 7].map(day);

function higherOf(a: ProjectRole | null, b: ProjectRole | null): ProjectRole | null {
  return a && b ? higherProjectRole(a, b) : (a ?? b);
}

test("[R3] giving never lowers nor shortens: at every moment the grant is the higher of both, and no more", () => {
  fc.assert(
    fc.property(fc.option(term), given, (before, more) => {
      const after = addedTo(before, more);
      if (after === "unclear") return;
      for (const at of moments) expect(roleAt(after, at)).toBe(higherOf(roleAt(before, at), roleAt(more, at)));
      if (after.thenRole) expect(below(after.role)).toContain(after.thenRole);
    }),
    { numRuns: 2000 },
  );
});

test("[R3] only what one grant cannot say is unclear: lower for longer, or higher for shorter, than one that ends", () => {
  fc.assert(
    fc.property(fc.option(term), given, (before, more) => {
      const changes = moments.map((at) => higherOf(roleAt(before, at), roleAt(more, at)));
      const steps = new Set(changes).size;
      const drops = changes.filter((now, index) => index > 0 && now !== changes[index - 1]).length;
      expect(addedTo(before, more) === "unclear").toBe(drops > 1 || (drops === 1 && steps > 2));
    }),
    { numRuns: 2000 },
  );
});

test("[P4] giving the same again changes nothing", () => {
  fc.assert(
    fc.property(fc.option(term), given, (before, more) => {
      const once = addedTo(before, more);
      if (once === "unclear") return;
      const twice = addedTo(once, more);
      expect(twice !== "unclear" && sameTerm(once, twice)).toBe(true);
    }),
  );
});

test("[P4] a temporary role over a lasting one keeps the lasting one for afterwards", () => {
  const before: Term = { role: "analyst", endsAt: null, thenRole: null };
  const raised = addedTo(before, { role: "admin", endsAt: day(3) });
  expect(raised).toEqual({ role: "admin", endsAt: day(3), thenRole: "analyst" });
  if (raised === "unclear") return;
  expect(termAt(raised, day(3))).toEqual(before);
  expect(addedTo(raised, { role: "admin", endsAt: null })).toEqual({ role: "admin", endsAt: null, thenRole: null });
  expect(withEnd(raised, null)).toEqual({ role: "admin", endsAt: null, thenRole: null });
  expect(withEnd(raised, day(5))).toEqual({ ...raised, endsAt: day(5) });
});

test("[P4] another role at or below the lasting one stands for good", () => {
  const before: Term = { role: "owner", endsAt: day(3), thenRole: "analyst" };
  expect(withRole(before, "admin")).toEqual({ ...before, role: "admin" });
  expect(withRole(before, "analyst")).toEqual({ role: "analyst", endsAt: null, thenRole: null });
  expect(withRole(before, "consumer")).toEqual({ role: "consumer", endsAt: null, thenRole: null });
});
