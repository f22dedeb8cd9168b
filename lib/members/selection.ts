import * as z from "zod/mini";
import { orgRoles } from "@/lib/authz/roles";
import type { SearchParams } from "@/lib/pagination";
import { readSelection } from "@/lib/selection";
import { type MemberFilter, memberFilterParams, readMemberFilter } from "./filter";

/**
 * Which members are meant: ticked ones, or all that a filter leaves. `others` leaves out those that the actor may not
 * change, by name on the page before.
 */
export type MemberSelection = { all: boolean; ids: string[]; others: boolean; filter: MemberFilter };

export function readMemberSelection(params: SearchParams): MemberSelection {
  const { all, ids } = readSelection(params);
  return { all, ids, others: params.others === "on", filter: readMemberFilter(params) };
}

/** The fields that a form carries it on by. */
export function memberSelectionFields(selection: MemberSelection): { name: string; value: string }[] {
  const { all, ids, others, filter } = selection;
  const chosen = all ? Object.entries({ all: "on", ...memberFilterParams(filter) }) : ids.map((id) => ["ids", id]);
  return [...chosen, ...(others ? [["others", "on"]] : [])].flatMap(([name, value]) =>
    name && value ? [{ name, value }] : [],
  );
}

/** The page `path` for the same selection. */
export function selectionHref(path: string, selection: MemberSelection, more: Record<string, string> = {}): string {
  const fields = memberSelectionFields(selection).map(({ name, value }): [string, string] => [name, value]);
  return `${path}?${new URLSearchParams([...fields, ...Object.entries(more)])}`;
}

const text = z.optional(z.string());
const count = z.pipe(
  z.string().check(z.regex(/^\d{1,9}$/, "Reload the page and try again.")),
  z.transform((digits) => Number(digits)),
);

/** `count`: how many people the page named; another number is not what was looked at. */
const selectionShape = {
  ids: z._default(z.array(z.string()), []),
  all: text,
  others: text,
  q: text,
  role: text,
  team: text,
  project: text,
  two_factor: text,
  count,
};

export const removeMembersSchema = z.object({ ...selectionShape, phrase: z._default(z.string(), "") });
export type RemoveMembersInput = z.infer<typeof removeMembersSchema>;

/** `to`: the role they get. */
export const changeRolesSchema = z.object({ ...selectionShape, to: z.enum(orgRoles, "Choose a role.") });
export type ChangeRolesInput = z.infer<typeof changeRolesSchema>;

/** `into`: the team they come into. */
export const addToTeamSchema = z.object({
  ...selectionShape,
  into: z.string("Choose a team.").check(z.minLength(1, "Choose a team."), z.maxLength(100)),
});
export type AddToTeamInput = z.infer<typeof addToTeamSchema>;

/** More than these are removed only after the number was typed. */
export const mostUntyped = 10;

/** What has to be typed, such as "remove 120 users". */
export function removalPhrase(people: number): string {
  return `remove ${people} ${people === 1 ? "user" : "users"}`;
}
