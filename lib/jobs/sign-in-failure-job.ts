import "server-only";
import { getAccountOrgs } from "@/db/queries/mails";
import { mutate } from "@/lib/mutate";
import type { Handlers } from "./handlers";

/** L1, C5: the account and each of its orgs see the failed sign-in. An address without an account leaves no trace (A2). */
export const noteSignInFailure: Handlers["note_sign_in_failure"] = async ({ email, ip, agent }) => {
  const account = await getAccountOrgs(email);
  if (!account) return;
  const { userId, orgIds } = account;
  await mutate({ kind: "outside", userId: null, origin: { ip, agent, requestId: null } }, async ({ audit }) => {
    const entry = { action: "user.sign_in_failed" as const, object: { type: "user" as const, id: userId } };
    audit({ ...entry, userId });
    for (const orgId of orgIds) audit({ ...entry, orgId });
  });
};
