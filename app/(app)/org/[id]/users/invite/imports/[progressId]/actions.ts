"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { importIdSchema } from "@/lib/invitations/form-schemas";
import { continueImport, startImport } from "@/lib/invitations/imports";
import { paths } from "@/lib/paths";

export const start = button(
  orgAction(importIdSchema, async (actor, { importId }) => {
    await startImport(actor, importId);
    return { goTo: paths.invitationImport(actor.org.id, importId) };
  }),
);

export const goOn = button(
  orgAction(importIdSchema, async (actor, { importId }) => {
    await continueImport(actor, importId);
    return { goTo: paths.invitationImport(actor.org.id, importId) };
  }),
);
