"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { countOf, listOf } from "@/lib/format";
import { givenOf } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";
import {
  giveServiceAccess,
  removeServiceAccountFromTeam,
  removeServiceAccountsFromProjects,
} from "@/lib/service-accounts/access";
import { renewServiceSecret, revokeServiceAccount } from "@/lib/service-accounts/accounts";
import {
  giveServiceAccessSchema,
  serviceAccountSchema,
  serviceProjectSchema,
  serviceTeamSchema,
} from "@/lib/service-accounts/schemas";

/** Answers with id, user name and secret; the secret is in no page afterwards. */
export const renew = orgAction(serviceAccountSchema, async (actor, input) => {
  const { id, username, secret } = await renewServiceSecret(actor, input);
  return { message: `${id} ${username} ${secret}` };
});

export const revoke = button(
  orgAction(serviceAccountSchema, async (actor, input) => {
    const { name } = await revokeServiceAccount(actor, input);
    return { goTo: paths.serviceAccounts(actor.org.id), message: `${name} opens nothing any more.` };
  }),
);

export const give = orgAction(
  giveServiceAccessSchema,
  async (actor, input) => {
    const { accountId } = input;
    const given = await giveServiceAccess(actor, { accountId, ...givenOf(input) });
    const parts = [
      given.projects > 0 && countOf(given.projects, "project"),
      given.teams > 0 && countOf(given.teams, "team"),
    ].filter((part) => part !== false);
    return { goTo: paths.serviceAccount(actor.org.id, accountId), message: `Given: ${listOf(parts)}.` };
  },
  { lists: ["projects", "teams"] },
);

export const removeProject = button(
  orgAction(serviceProjectSchema, async (actor, input) => {
    await removeServiceAccountsFromProjects(actor, [input]);
    return { message: "Removed from the project." };
  }),
);

export const removeTeam = button(
  orgAction(serviceTeamSchema, async (actor, input) => {
    await removeServiceAccountFromTeam(actor, input);
    return { message: "Removed from the team." };
  }),
);
