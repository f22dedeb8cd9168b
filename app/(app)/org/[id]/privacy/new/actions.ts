"use server";
import { orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { askFromForm } from "@/lib/privacy/asking";
import { askPrivacySchema } from "@/lib/privacy/schemas";

export const ask = orgAction(
  askPrivacySchema,
  async (actor, input) => {
    const { id } = await askFromForm(actor, input);
    const message =
      input.kind === "deletion" ? "It begins in an hour." : "It is being made. We mail you when it is ready.";
    return { goTo: paths.privacyRequest(actor.org.id, id), message };
  },
  { file: "file" },
);
