"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf, listOf } from "@/lib/format";
import { peopleSchema, uploadSchema } from "@/lib/invitations/form-schemas";
import { checkImport } from "@/lib/invitations/import-check";
import { type InviteResult, inviteMembers, invitePeople } from "@/lib/invitations/invitations";
import { inviteSchema } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";

const lists = ["projects", "teams"];

export const invite = orgAction(
  inviteSchema,
  async (actor, input) => {
    const result = await inviteMembers(actor, input);
    return { goTo: paths.invited(actor.org.id), message: sentenceOf(result) };
  },
  { lists },
);

export const invitePeopleByRows = orgAction(
  peopleSchema,
  async (actor, input) => {
    const result = await invitePeople(actor, input);
    return { goTo: paths.invited(actor.org.id), message: sentenceOf(result) };
  },
  { lists },
);

export const upload = orgAction(
  uploadSchema,
  async (actor, { file }) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { goTo: paths.invitationImport(actor.org.id, await checkImport(actor, { name: file.name, bytes })) };
  },
  { file: "file" },
);

/** Who was invited, whose invitation was merged, and who is a member: by name while they are few. */
function sentenceOf({ invited, merged, members }: InviteResult): string {
  const parts = [
    invited.length > 3
      ? `${countOf(invited.length, "person", "people")} are invited.`
      : invited.length > 0 && `${listOf(invited)} ${invited.length === 1 ? "is" : "are"} invited.`,
    merged.length > 0 &&
      `${listOf(merged, 5)} ${merged.length === 1 ? "was" : "were"} invited already: merged and sent again.`,
    members.length > 0 &&
      `${listOf(members, 5)} ${members.length === 1 ? "is a member" : "are members"} already and got nothing.`,
  ];
  return parts.filter(Boolean).join(" ");
}
