"use server";
import { orgAction } from "@/lib/auth/actions";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { changeRoles } from "@/lib/members/bulk";
import { changeRolesSchema } from "@/lib/members/selection";
import { paths } from "@/lib/paths";

export const changeChosen = orgAction(
  changeRolesSchema,
  async (actor, input) => {
    const changed = await changeRoles(actor, input);
    const message =
      changed === 0
        ? `All of them were ${orgRoleNames[input.to]} already.`
        : `${countOf(changed, "person has", "people have")} the role ${orgRoleNames[input.to]} now.`;
    return { goTo: paths.users(actor.org.id), message };
  },
  { lists: ["ids"] },
);
