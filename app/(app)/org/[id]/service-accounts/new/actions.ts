"use server";
import { orgAction } from "@/lib/auth/actions";
import { now } from "@/lib/clock";
import { givenOf } from "@/lib/invitations/schemas";
import { createServiceAccount } from "@/lib/service-accounts/accounts";
import { expiryOf } from "@/lib/service-accounts/expiry";
import { createServiceAccountSchema } from "@/lib/service-accounts/schemas";

/** Answers with id, user name and secret; the secret is in no page afterwards. */
export const create = orgAction(
  createServiceAccountSchema,
  async (actor, input) => {
    const { name, role, requestKey } = input;
    const expiresAt = expiryOf(input, now());
    const made = await createServiceAccount(actor, { name, role, expiresAt, requestKey, ...givenOf(input) });
    return { message: `${made.id} ${made.username} ${made.secret}` };
  },
  { lists: ["projects", "teams"] },
);
