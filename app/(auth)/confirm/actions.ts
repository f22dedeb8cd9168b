"use server";
import { userAction } from "@/lib/auth/actions";
import { setSessionCookie } from "@/lib/auth/session-cookie";
import { safeReturnPath } from "@/lib/paths";
import { confirmWithPassword } from "@/lib/users/account";
import { confirmSchema } from "@/lib/users/schemas";

export const confirmIdentity = userAction(confirmSchema, async (actor, { password, returnTo }) => {
  await setSessionCookie(await confirmWithPassword(actor, password));
  return { goTo: safeReturnPath(returnTo) };
});
