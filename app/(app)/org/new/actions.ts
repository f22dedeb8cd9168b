"use server";
import { userAction } from "@/lib/auth/actions";
import { createOrg } from "@/lib/orgs/orgs";
import { createOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";

export const create = userAction(createOrgSchema, async (actor, input) => {
  const { orgId } = await createOrg(actor, input);
  return { goTo: paths.org(orgId), message: `${input.name} is ready. Invite the people you work with.` };
});
