"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { inProject } from "@/lib/privacy/asking";
import { cancelPrivacyRequest } from "@/lib/privacy/requests";
import { privacyRequestSchema } from "@/lib/privacy/schemas";

export const cancel = button(
  orgAction(privacyRequestSchema, async (actor, { projectId, requestId }) => {
    await cancelPrivacyRequest(inProject(actor, Number(projectId)), { requestId });
    return { message: "Cancelled. Nothing was deleted." };
  }),
);
