"use server";
import { revalidatePath } from "next/cache";
import { orgAction } from "@/lib/auth/actions";
import { deleteOrg } from "@/lib/orgs/deletion";
import { orgRestoreDays } from "@/lib/orgs/periods";
import { deleteOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";

export const remove = orgAction(deleteOrgSchema, async (actor, input) => {
  await deleteOrg(actor, input);
  revalidatePath("/", "layout");
  return {
    goTo: paths.account,
    message: `${actor.org.name} is deleted. For ${orgRestoreDays} days its owners can restore it from here.`,
  };
});
