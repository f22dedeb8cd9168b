import "server-only";
import { getEndingServiceAccount } from "@/db/queries/service-accounts";
import { listOrgOwnerEmails } from "@/db/queries/transfers";
import { now } from "@/lib/clock";
import { appUrl } from "@/lib/links";
import { serviceAccountEndingLetter } from "@/lib/mail/letters/service-account";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { remindOfServiceAccounts } from "@/lib/service-accounts/reminders";
import type { Handlers } from "./handlers";

const mostOwners = 20;

export const remindOfAccounts: Handlers["remind_of_service_accounts"] = async () => {
  await remindOfServiceAccounts();
};

/** To whoever made it, while they are a member who could make another; else to the owners. */
export const sendServiceAccountEnding: Handlers["send_service_account_ending"] = async ({ accountId }, job) => {
  const account = await getEndingServiceAccount(accountId, now());
  if (!account) return;
  const { orgId, makerEmail } = account;
  const url = appUrl(paths.serviceAccount(orgId, accountId));
  for (const email of makerEmail ? [makerEmail] : await listOrgOwnerEmails(orgId, mostOwners)) {
    await sendLetter(email, serviceAccountEndingLetter(account, url), `${job.id} ${email}`);
  }
};
