"use server";
import { button, userAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { endOtherSessions, endSession } from "@/lib/users/account";
import { endSessionSchema, nothing } from "@/lib/users/schemas";

export const end = button(
  userAction(endSessionSchema, async (actor, { sessionId }) => {
    await endSession(actor, sessionId);
    return { message: "That session has ended." };
  }),
);

export const endOthers = button(
  userAction(nothing, async (actor) => {
    const ended = await endOtherSessions(actor);
    return { message: ended === 0 ? "There was no other session." : `${countOf(ended, "other session")} ended.` };
  }),
);
