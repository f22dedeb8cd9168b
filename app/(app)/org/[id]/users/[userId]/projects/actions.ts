"use server";
import { orgAction } from "@/lib/auth/actions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { endOf } from "@/lib/members/ends";
import { giveGrants } from "@/lib/members/grants";
import { giveGrantsSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";

export const give = orgAction(
  giveGrantsSchema,
  async (actor, input) => {
    const endsAt = endOf(input, now(), await viewerTimezone(actor.user));
    const { given, raised } = await giveGrants(actor, input, endsAt);
    const changed = given.length + raised.length;
    const message =
      changed === 0
        ? "Nothing changed: these grants were there already."
        : `${projectRoleNames[input.role]} on ${countOf(changed, "project")} from now on.`;
    return { goTo: paths.user(actor.org.id, input.userId), message };
  },
  { lists: ["projects"] },
);
