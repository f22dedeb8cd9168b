import * as z from "zod/mini";
import { projectRoles } from "@/lib/authz/roles";
import { nameField, requestKeyField } from "@/lib/fields";

const teamId = z.string().check(z.regex(/^[a-z0-9_]{1,64}$/));
const ids = z._default(z.array(z.string().check(z.regex(/^[a-z0-9_]{1,64}$/))).check(z.maxLength(1000)), []);
const wholeNumber = z.pipe(
  z.string().check(z.regex(/^\d{1,9}$/)),
  z.transform((text) => Number(text)),
);
const ticked = z.pipe(
  z.optional(z.string()),
  z.transform((text) => text === "on"),
);
const q = z._default(z.string().check(z.maxLength(100)), "");

export const createTeamSchema = z.object({ name: nameField("a name for the team"), requestKey: requestKeyField() });
export const renameTeamSchema = z.object({ teamId, name: nameField("a name for the team") });

export const teamChangeKinds = ["add-people", "remove-people", "add-projects", "remove-projects", "role"] as const;
export type TeamChangeKind = (typeof teamChangeKinds)[number];

/**
 * What the page that shows who gains and loses sends on. `ids` are people or projects; with `all`, every member of the
 * team that matches `q`. `version` is the team's as the page saw it.
 */
export const teamChangeSchema = z.object({
  teamId,
  kind: z.enum(teamChangeKinds),
  version: wholeNumber,
  ids,
  all: ticked,
  q,
  role: z.optional(z.enum(projectRoles, "Choose a role.")),
});

/** `ids`, or with `all` every team that matches `q`; `count` and `stamp` are what the page saw of them. */
export const deleteTeamsSchema = z.object({
  ids,
  all: ticked,
  q,
  count: wholeNumber,
  stamp: z.string().check(z.maxLength(64)),
  typed: z.string().check(z.maxLength(200)),
});

export type CreateTeamInput = z.infer<typeof createTeamSchema>;
export type RenameTeamInput = z.infer<typeof renameTeamSchema>;
export type TeamChangeInput = z.infer<typeof teamChangeSchema>;
export type DeleteTeamsInput = z.infer<typeof deleteTeamsSchema>;
