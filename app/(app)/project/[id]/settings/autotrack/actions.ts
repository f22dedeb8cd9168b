"use server";
import { button, projectAction } from "@/lib/auth/actions";
import { changeAutotrack } from "@/lib/projects/autotrack";
import { changeAutotrackSchema } from "@/lib/projects/schemas";

export const change = button(
  projectAction(changeAutotrackSchema, async (actor, input) => {
    const changed = await changeAutotrack(actor, input);
    return { message: changed ? `Autotrack is ${input.to}.` : `Autotrack was ${input.to} already.` };
  }),
);
