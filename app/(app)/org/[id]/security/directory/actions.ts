"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { newTokenSchema, tokenSchema } from "@/lib/scim/schemas";
import { createToken, revokeToken } from "@/lib/scim/tokens";

/** Answers with the token itself; it is in no page afterwards. */
export const makeToken = orgAction(newTokenSchema, async (actor, input) => ({
  message: await createToken(actor, input),
}));

export const revoke = button(
  orgAction(tokenSchema, async (actor, input) => {
    const { name } = await revokeToken(actor, input);
    return { message: `${name} works no more. Nobody was deactivated.` };
  }),
);
