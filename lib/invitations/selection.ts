import * as z from "zod/mini";
import type { SearchParams } from "@/lib/pagination";
import { readSelection, type Selection, selectionFields } from "@/lib/selection";
import { type InvitationFilter, invitationFilterParams, readInvitationFilter } from "./filter";

/** Which open invitations are meant: ticked ones, or all that a filter leaves. */
export type ChosenInvitations = { selection: Selection; filter: InvitationFilter };

export function readChosenInvitations(params: SearchParams): ChosenInvitations {
  return { selection: readSelection(params), filter: readInvitationFilter(params) };
}

/** The fields that a form carries it on by. */
export function chosenFields({ selection, filter }: ChosenInvitations): { name: string; value: string }[] {
  return selectionFields(selection, invitationFilterParams(filter));
}

const text = z.optional(z.string());

/** `shown`: how many the page named; another number is not what was looked at. */
export const chosenInvitationsSchema = z.object({
  ids: z._default(z.array(z.string()), []),
  all: text,
  q: text,
  role: text,
  state: text,
  shown: z.pipe(
    z.string().check(z.regex(/^\d{1,9}$/, "Reload the page and try again.")),
    z.transform((digits) => Number(digits)),
  ),
});
export type ChosenInvitationsInput = z.infer<typeof chosenInvitationsSchema>;
