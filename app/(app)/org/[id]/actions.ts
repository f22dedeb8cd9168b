"use server";
import { revalidatePath } from "next/cache";
import { orgAction } from "@/lib/auth/actions";
import { renameOrg } from "@/lib/orgs/orgs";
import { renameOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";

export const saveName = orgAction(renameOrgSchema, async (actor, input) => {
  await renameOrg(actor, input);
  revalidatePath(paths.org(actor.org.id));
  return { message: "Name saved." };
});
