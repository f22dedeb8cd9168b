"use server";
import { declineAccess, grantAccess } from "@/lib/access-requests/access-requests";
import { declineAccessSchema, grantAccessSchema } from "@/lib/access-requests/schemas";
import { projectAction } from "@/lib/auth/actions";
import { projectRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";

export const give = projectAction(grantAccessSchema, async (actor, input) => {
  const { id } = await grantAccess(actor, input);
  const message = `Access given as ${projectRoleNames[input.role]}.`;
  return { goTo: paths.accessRequest(actor.project.id, id), message };
});

export const decline = projectAction(declineAccessSchema, async (actor, input) => {
  const { id } = await declineAccess(actor, input);
  return { goTo: paths.accessRequest(actor.project.id, id), message: "Declined." };
});
