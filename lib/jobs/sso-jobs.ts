import "server-only";
import { getOrgName } from "@/db/queries/domains";
import {
  findConnectionForMail,
  findLinkForMail,
  findMemberForMail,
  findWayIn,
  listDatedConnections,
} from "@/db/queries/sso-mails";
import { listOrgOwnerEmails } from "@/db/queries/transfers";
import { product } from "@/lib/authz/actor";
import { appUrl, linkToken } from "@/lib/links";
import {
  connectionLetter,
  directoryAddedLetter,
  ssoExpiryLetter,
  ssoLinkLetter,
  wayBackInLetter,
  wayInLetter,
} from "@/lib/mail/letters/connection";
import { sendLetter } from "@/lib/mail/send";
import { mailMoment } from "@/lib/mail/words";
import { paths } from "@/lib/paths";
import { announceExpiry } from "@/lib/sso/expiry";
import { linkDays } from "@/lib/sso/people";
import { resetMinutes, startPasswordReset } from "@/lib/users/password-reset";
import type { Handlers } from "./handlers";

/** Mails about single sign-on. */
const mostOwners = 20;

export const sendConnectionMail: Handlers["send_connection_mail"] = async (news, job) => {
  const { orgId, connectionId, what } = news;
  const orgName = await getOrgName(orgId);
  if (!orgName) return;
  const url = appUrl(what === "removed" ? paths.sso(orgId) : paths.connection(orgId, connectionId));
  for (const email of await listOrgOwnerEmails(orgId, mostOwners)) {
    await sendLetter(email, connectionLetter({ ...news, orgName }, url), `${job.id} ${email}`);
  }
};

/** The link is made here, so that it is in no queue. */
export const sendWayIn: Handlers["send_way_in"] = async ({ userId, orgId, connection }, job) => {
  const person = await findWayIn(userId, orgId);
  const reset = person && (await startPasswordReset(product, person.email));
  if (!person || !reset?.resetId) return;
  const url = appUrl(`/reset-password/${linkToken("password-reset", reset.resetId)}`);
  const facts = { name: person.name, orgName: person.orgName, connection, minutes: resetMinutes };
  await sendLetter(person.email, wayInLetter(facts, url, appUrl(paths.forgotPassword)), job.id);
};

export const sendWayBackIn: Handlers["send_way_back_in"] = async ({ userId, orgId, connection }, job) => {
  const person = await findMemberForMail(userId, orgId);
  if (!person) return;
  const letter = wayBackInLetter({ ...person, connection }, appUrl(paths.auditLog(orgId)));
  for (const email of await listOrgOwnerEmails(orgId, mostOwners)) {
    await sendLetter(email, letter, `${job.id} ${email}`);
  }
};

export const sendDirectoryAdded: Handlers["send_directory_added"] = async ({ orgId, userId }, job) => {
  const person = await findMemberForMail(userId, orgId);
  if (person)
    await sendLetter(person.email, directoryAddedLetter(person, appUrl(paths.signIn(paths.org(orgId)))), job.id);
};

export const sendSsoLink: Handlers["send_sso_link"] = async ({ identityId }, job) => {
  const link = await findLinkForMail(identityId);
  if (!link) return;
  const url = appUrl(`/sso-link/${linkToken("sso-link", identityId, link.version)}`);
  await sendLetter(link.email, ssoLinkLetter({ ...link, days: linkDays }, url), job.id);
};

export const announceSsoExpiry: Handlers["announce_sso_expiry"] = async () => {
  for (const id of await listDatedConnections()) await announceExpiry(id);
};

export const sendSsoExpiry: Handlers["send_sso_expiry"] = async ({ connectionId, kind, at, days }, job) => {
  const found = await findConnectionForMail(connectionId);
  if (!found) return;
  const url = appUrl(paths.connection(found.orgId, connectionId));
  const facts = { connection: found.name, orgName: found.orgName, kind, days, on: mailMoment(new Date(at)) };
  for (const email of found.emails) await sendLetter(email, ssoExpiryLetter(facts, url), `${job.id} ${email}`);
};
