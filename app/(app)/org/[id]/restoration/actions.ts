"use server";
import { revalidatePath } from "next/cache";
import { userAction } from "@/lib/auth/actions";
import { restoreOrg } from "@/lib/orgs/deletion";
import { restoreOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";

/** Of one's own account: a deleted organization has no actors. */
export const restore = userAction(restoreOrgSchema, async (actor, input) => {
  const { orgId, name } = await restoreOrg(actor, input);
  revalidatePath("/", "layout");
  return { goTo: paths.org(orgId), message: `${name} is back as it was.` };
});
