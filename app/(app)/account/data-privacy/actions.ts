"use server";
import { revalidatePath } from "next/cache";
import { button, userAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { askExport } from "@/lib/users/account-exports";
import { makeGdprToken, revokeGdprToken } from "@/lib/users/gdpr-token";
import { nothing, usageSwitchesSchema } from "@/lib/users/schemas";
import { deleteUsageData, switchUsage } from "@/lib/users/usage-data";

export const saveSwitches = userAction(usageSwitchesSchema, async (actor, input) => {
  await switchUsage(actor, input);
  revalidatePath(paths.accountPrivacy);
  return { message: input.recorded ? "Saved." : "Saved. From now on nothing is written down." };
});

export const deleteUsage = button(
  userAction(nothing, async (actor) => {
    const deleted = await deleteUsageData(actor);
    return { message: deleted === 0 ? "There was nothing to delete." : `${countOf(deleted, "record")} deleted.` };
  }),
);

export const requestExport = button(
  userAction(nothing, async (actor) => {
    await askExport(actor);
    return { message: "Your export is being made. We mail you when it is ready." };
  }),
);

/** Answers with the token itself, once. */
export const makeToken = userAction(nothing, async (actor) => ({ message: await makeGdprToken(actor) }));

export const revokeToken = button(
  userAction(nothing, async (actor) => {
    await revokeGdprToken(actor);
    return { message: "The token is revoked. Whatever uses it is refused from now on." };
  }),
);
