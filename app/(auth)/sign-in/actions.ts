"use server";
import { publicAction } from "@/lib/auth/actions";
import { carry } from "@/lib/auth/carried";
import { paths, safeReturnPath } from "@/lib/paths";
import { signInEmailSchema } from "@/lib/users/schemas";

/** Looks nobody up: the next step is the same for every address of a domain (A2). */
export const nameEmail = publicAction(signInEmailSchema, async (_actor, { email, returnTo }) => {
  await carry("email", email);
  return { goTo: paths.signInPassword(safeReturnPath(returnTo)) };
});
