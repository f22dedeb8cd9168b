import { higherProjectRole, type ProjectRole, projectRoles } from "@/lib/authz/roles";

/**
 * What an individual grant gives and for how long: `role` for good, or until `endsAt` and from then on `thenRole`, the
 * lasting role it had before, or nothing. Pure.
 */
export type Term = { role: ProjectRole; endsAt: Date | null; thenRole: ProjectRole | null };
export type Given = { role: ProjectRole; endsAt: Date | null };

/** What is left of a grant at a moment: one that has ended is the lasting one it had before, or none. */
export function termAt(term: Term | undefined, at: Date): Term | null {
  if (!term) return null;
  if (!term.endsAt || term.endsAt > at) return term;
  return term.thenRole && lasting(term.thenRole);
}

/**
 * One grant out of the one that is there and what is given beside it: at every moment the higher of both (R3), so giving
 * neither lowers nor shortens. `before` itself where nothing is added; "unclear" where one grant cannot say both: a lower
 * role for longer, or a higher one for shorter, than one that ends itself.
 */
export function addedTo(before: Term | null, given: Given): Term | "unclear" {
  if (!before) return { ...given, thenRole: null };
  const higher = rank(given.role) - rank(before.role);
  if (!before.endsAt) {
    if (higher <= 0) return before;
    return given.endsAt ? { ...given, thenRole: before.role } : lasting(given.role);
  }
  if (!given.endsAt) return higher >= 0 ? lasting(given.role) : withLasting(before, given.role);
  const longer = given.endsAt.getTime() - before.endsAt.getTime();
  if (higher >= 0 && longer >= 0) return higher + longer > 0 ? { ...given, thenRole: before.thenRole } : before;
  if (higher <= 0 && longer <= 0) return before;
  if (before.thenRole && rank(given.role) <= rank(before.thenRole)) return before;
  return "unclear";
}

/** The same grant with another role: at or below the lasting one it stands for good. */
export function withRole(before: Term, role: ProjectRole): Term {
  if (before.thenRole && rank(role) <= rank(before.thenRole)) return lasting(role);
  return { ...before, role };
}

/** The same role until another moment, or for good. */
export function withEnd(before: Term, endsAt: Date | null): Term {
  return endsAt ? { ...before, endsAt } : lasting(before.role);
}

export function sameTerm(a: Term, b: Term): boolean {
  return a.role === b.role && a.thenRole === b.thenRole && a.endsAt?.getTime() === b.endsAt?.getTime();
}

/** The role it gives at a moment, or null. */
export function roleAt(term: Term | Given | null, at: Date): ProjectRole | null {
  if (!term) return null;
  if (!term.endsAt || term.endsAt > at) return term.role;
  return "thenRole" in term ? term.thenRole : null;
}

function lasting(role: ProjectRole): Term {
  return { role, endsAt: null, thenRole: null };
}

function withLasting(before: Term, role: ProjectRole): Term {
  const thenRole = before.thenRole ? higherProjectRole(before.thenRole, role) : role;
  return thenRole === before.thenRole ? before : { ...before, thenRole };
}

function rank(role: ProjectRole): number {
  return projectRoles.indexOf(role);
}
