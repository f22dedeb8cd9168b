import "server-only";
import { db } from "@/db/client";
import { getGdprTokenForMail, getNoticeForMail, getUserForMail } from "@/db/queries/mails";
import { getTwoFactorReminder, listUnenrolledIds } from "@/db/queries/org-security";
import { newTextCode, textCodeMinutes } from "@/lib/auth/text-codes";
import { now } from "@/lib/clock";
import { deviceName } from "@/lib/device";
import { appUrl, linkToken } from "@/lib/links";
import {
  accountDeletedLetter,
  deletionBlockedLetter,
  emailChangeLetter,
  emailTakenLetter,
  gdprTokenEndingLetter,
  securityLetter,
  twoFactorReminderLetter,
} from "@/lib/mail/letters/account";
import { sendLetter } from "@/lib/mail/send";
import { sendOwnText } from "@/lib/messages/own-texts";
import { paths } from "@/lib/paths";
import { deleteDueAccount, dueDeletions } from "@/lib/users/deletion";
import { emailChangeToSend } from "@/lib/users/email-change";
import { remindOfGdprTokens } from "@/lib/users/gdpr-token";
import { newPhoneCode, phoneCodeMinutes } from "@/lib/users/phone";
import type { SecurityKind } from "@/lib/users/security-kinds";

import { enqueueJobs } from "./enqueue";
import type { Handlers } from "./handlers";

/** Mails and texts about what opens an account, and the end of accounts. */

export const sendSecurityNotice: Handlers["send_security_notice"] = async ({ noticeId }, job) => {
  const notice = await getNoticeForMail(noticeId);
  if (!notice || notice.refusedAt || notice.expiresAt <= now()) return;
  const { kind, name, timezone, createdAt: at, agent, ip, email } = notice;
  const facts = { kind: kind as SecurityKind, name, timezone, at, device: deviceName(agent), ip };
  const url = appUrl(`${paths.notMe}/${linkToken("not-me", noticeId)}`);
  await sendLetter(email, securityLetter(facts, url), job.id);
};

export const sendEmailChange: Handlers["send_email_change"] = async ({ changeId }, job) => {
  const change = await emailChangeToSend(changeId);
  if (!change) return;
  const letter = change.taken
    ? emailTakenLetter(appUrl(paths.signIn()))
    : emailChangeLetter(
        change.name,
        change.expiresAt,
        appUrl(`${paths.confirmEmail}/${linkToken("email-change", changeId)}`),
      );
  await sendLetter(change.email, letter, job.id);
};

export const sendPhoneCode: Handlers["send_phone_code"] = async ({ userId }) => {
  const made = await newPhoneCode(userId);
  if (!made) return;
  await sendOwnText(made.phone, `${made.code} is your code. It works for ${phoneCodeMinutes} minutes.`);
};

export const sendTextCode: Handlers["send_text_code"] = async (asked) => {
  const made = await newTextCode(asked);
  if (!made) return;
  await sendOwnText(made.phone, `${made.code} is your sign-in code. It works for ${textCodeMinutes} minutes.`);
};

/** One mail a person, so that one that fails is tried again alone. */
export const remindOfTwoFactor: Handlers["remind_of_two_factor"] = async ({ orgId }) => {
  const unenrolled = await listUnenrolledIds(orgId);
  await db().transaction((tx) =>
    enqueueJobs(
      tx,
      "send_two_factor_reminder",
      unenrolled.map((userId) => ({ orgId, userId })),
    ),
  );
};

export const sendTwoFactorReminder: Handlers["send_two_factor_reminder"] = async ({ orgId, userId }, job) => {
  const facts = await getTwoFactorReminder(orgId, userId);
  if (facts)
    await sendLetter(facts.email, twoFactorReminderLetter(facts, appUrl(paths.enrol(paths.org(orgId)))), job.id);
};

export const sendGdprTokenEnding: Handlers["send_gdpr_token_ending"] = async ({ tokenId }, job) => {
  const token = await getGdprTokenForMail(tokenId);
  if (!token || token.revokedAt || token.expiresAt <= now()) return;
  const letter = gdprTokenEndingLetter(token.name, token.expiresAt, token.timezone, appUrl(paths.accountPrivacy));
  await sendLetter(token.email, letter, job.id);
};

export const remindOfTokens: Handlers["remind_of_gdpr_tokens"] = async () => {
  await remindOfGdprTokens();
};

export const deleteDueAccounts: Handlers["delete_due_accounts"] = async () => {
  const due = await dueDeletions();
  await db().transaction((tx) =>
    enqueueJobs(
      tx,
      "delete_account",
      due.map((userId) => ({ userId })),
    ),
  );
};

export const deleteAccount: Handlers["delete_account"] = async ({ userId }) => {
  await deleteDueAccount(userId);
};

export const sendDeletionBlocked: Handlers["send_deletion_blocked"] = async ({ userId, orgs }, job) => {
  const person = await getUserForMail(userId);
  if (person) await sendLetter(person.email, deletionBlockedLetter(person.name, orgs, appUrl(paths.account)), job.id);
};

export const sendAccountDeleted: Handlers["send_account_deleted"] = async ({ email, name }, job) => {
  await sendLetter(email, accountDeletedLetter(name), job.id);
};
