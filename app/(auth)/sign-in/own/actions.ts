"use server";
import { button, userAction } from "@/lib/auth/actions";
import { carry } from "@/lib/auth/carried";
import { paths, safeReturnPath } from "@/lib/paths";
import { nothing, wayToOwnProofSchema } from "@/lib/users/schemas";

/** The ways to a proof of the person's own (S2). Their address goes along, so that nobody types it twice. */

const throughSso = { throughSso: true };

export const toPassword = button(
  userAction(
    wayToOwnProofSchema,
    async (actor, { returnTo }) => {
      await carry("email", actor.user.email);
      return { goTo: paths.signInPassword(safeReturnPath(returnTo)) };
    },
    throughSso,
  ),
);

export const toReset = button(
  userAction(
    nothing,
    async (actor) => {
      await carry("email", actor.user.email);
      return { goTo: paths.forgotPassword };
    },
    throughSso,
  ),
);
