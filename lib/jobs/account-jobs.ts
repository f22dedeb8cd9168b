import "server-only";
import { getSignUpForMail } from "@/db/queries/mails";
import { product } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { appUrl, linkToken } from "@/lib/links";
import {
  accountExistsLetter,
  browserLinkLetter,
  emailCodeLetter,
  passwordResetLetter,
  signInThroughSsoLetter,
  signUpLetter,
} from "@/lib/mail/letters/account";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { codeMinutes, newEmailCode } from "@/lib/users/account";
import { resetMinutes, startBrowserLink, startPasswordReset } from "@/lib/users/password-reset";
import type { Handlers } from "./handlers";

/** Nobody is signed in where a job runs; links and codes are made here, so that they are in no queue. */
export const sendSignUpLink: Handlers["send_sign_up_link"] = async ({ signUpId }, job) => {
  const signUp = await getSignUpForMail(signUpId);
  if (!signUp || signUp.expiresAt <= now()) return;
  const letter = signUp.account
    ? accountExistsLetter(appUrl(paths.signIn()))
    : signUpLetter(signUp, appUrl(`/verify-email/${linkToken("sign-up", signUpId)}`));
  await sendLetter(signUp.email, letter, job.id);
};

export const sendPasswordReset: Handlers["send_password_reset"] = async ({ email }, job) => {
  const reset = await startPasswordReset(product, email);
  if (!reset) return;
  const { resetId, name } = reset;
  const letter = resetId
    ? passwordResetLetter(name, resetMinutes, appUrl(`/reset-password/${linkToken("password-reset", resetId)}`))
    : signInThroughSsoLetter(name, appUrl(paths.signIn()));
  await sendLetter(email, letter, job.id);
};

export const sendEmailCode: Handlers["send_email_code"] = async ({ userId }, job) => {
  const made = await newEmailCode(userId);
  if (made) await sendLetter(made.email, emailCodeLetter(made.code, codeMinutes), job.id);
};

export const sendBrowserLink: Handlers["send_browser_link"] = async ({ email }, job) => {
  const link = await startBrowserLink(product, email);
  if (!link) return;
  const url = appUrl(`/sign-in/browser/${linkToken("browser", link.id)}`);
  await sendLetter(email, browserLinkLetter(link.name, resetMinutes, url), job.id);
};
