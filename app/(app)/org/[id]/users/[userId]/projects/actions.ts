"use server";
import { orgAction } from "@/lib/auth/actions";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { giveGrants } from "@/lib/members/grants";
import { giveGrantsSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";

export const give = orgAction(
  giveGrantsSchema,
  async (actor, input) => {
    const { given, raised } = await giveGrants(actor, input);
    const changed = given.length + raised.length;
    const message =
      changed === 0
        ? "Nothing changed: these grants were there already."
        : `${projectRoleNames[input.role]} on ${countOf(changed, "project")} from now on.`;
    return { goTo: paths.user(actor.org.id, input.userId), message };
  },
  { lists: ["projects"] },
);
