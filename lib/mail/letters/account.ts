import { listOf } from "@/lib/format";
import { type SecurityKind, securityKinds } from "@/lib/users/security-kinds";
import type { Letter } from "../letter";
import { mailMoment } from "../words";

/** Mails about one's own account: sign-up, password, address, browser. */

export function signUpLetter(
  { name, orgName, expiresAt }: { name: string; orgName: string; expiresAt: Date },
  url: string,
): Letter {
  return {
    subject: "Confirm your e-mail address",
    preview: `One step is left until ${orgName} is ready.`,
    title: "Confirm your e-mail address",
    paragraphs: [
      [
        "Hello ",
        name,
        ", confirm that this address is yours, and the organization ",
        { strong: orgName },
        " is ready.",
      ],
    ],
    button: { label: "Confirm e-mail address", url },
    afterwards: `The link works once, until ${mailMoment(expiresAt)}.`,
    why: "You get this mail because somebody signed up with your address. If it was not you, leave it; no account is made.",
  };
}

/** Same request, but the address has an account: only its owner learns that (A2). */
export function accountExistsLetter(signInUrl: string): Letter {
  return {
    subject: "You have an account already",
    preview: "Somebody signed up with your address. Sign in instead.",
    title: "You have an account already",
    paragraphs: [
      [
        "Somebody, probably you, signed up with this address. It has an account already, so nothing was made or changed.",
      ],
      [
        "Sign in with your password. On the same page you can have a link mailed to set a new one, and inside you can create further organizations.",
      ],
    ],
    button: { label: "Sign in", url: signInUrl },
    why: "You get this mail because your address was entered in the sign-up form.",
  };
}

/** Instead of a link for a password, where the person's organization signs them in (S3). */
export function signInThroughSsoLetter(name: string, url: string): Letter {
  return {
    subject: "Sign in through your organization",
    preview: "A password is not needed.",
    title: "Sign in through your organization",
    paragraphs: [
      ["Hello ", name, ", your organization signs you in through its single sign-on. A password is not needed."],
      ["Enter your e-mail address, and go on to where your organization has your account."],
    ],
    button: { label: "Sign in", url },
    why: "You get this mail because somebody asked to reset the password of your account. If it was not you, leave it.",
  };
}

export function passwordResetLetter(name: string, minutes: number, url: string): Letter {
  return {
    subject: "Reset your password",
    preview: `The link works for ${minutes} minutes.`,
    title: "Reset your password",
    paragraphs: [
      ["Hello ", name, ", choose a new password for your account. When it is set, you are signed out everywhere else."],
    ],
    button: { label: "Choose a new password", url },
    afterwards: `The link works once, for ${minutes} minutes. Your password stays as it is until you choose another.`,
    why: "You get this mail because somebody asked to reset the password of your account. If it was not you, leave it.",
  };
}

export type SecurityNotice = {
  kind: SecurityKind;
  name: string;
  timezone: string | null;
  at: Date;
  /** Where it came from, as a browser and an address. */
  device: string;
  ip: string | null;
};

/** What, when and where, with the link that says it was somebody else. */
export function securityLetter({ kind, name, timezone, at, device, ip }: SecurityNotice, url: string): Letter {
  const { subject, did } = securityKinds[kind];
  const undoes = kind === "email_changed";
  return {
    subject,
    preview: "If it was not you, say so.",
    title: subject,
    paragraphs: [
      ["Hello ", name, `, ${did}`],
      [
        undoes
          ? "If that was you, there is nothing to do. If not, take the change back within 7 days: your address is held for you until then."
          : "If that was you, there is nothing to do.",
      ],
    ],
    facts: [
      { label: "When", values: [mailMoment(at, timezone)] },
      { label: "Where", values: [device, ip ?? "unknown address"] },
    ],
    button: { label: undoes ? "Take the change back" : "This was not me", url },
    afterwards:
      "The page behind it ends every session of your account and mails you a link for a new password. Opening it changes nothing.",
    why: "You get this mail because it is about the security of your account.",
  };
}

/** To the new address: from its link on it is the account's. */
export function emailChangeLetter(name: string, expiresAt: Date, url: string): Letter {
  return {
    subject: "Confirm your new e-mail address",
    preview: "One step is left until it is yours.",
    title: "Confirm your new e-mail address",
    paragraphs: [
      ["Hello ", name, ", confirm that this address is yours. From then on you sign in with it, and mails come here."],
    ],
    button: { label: "Confirm new address", url },
    afterwards: `The link works once, until ${mailMoment(expiresAt)}, signed in to the account that asked for it.`,
    why: "You get this mail because an account wants to use your address. If it was not you, leave it; nothing changes.",
  };
}

/** The new address has an account of its own: only its owner learns that. */
export function emailTakenLetter(signInUrl: string): Letter {
  return {
    subject: "This address has an account already",
    preview: "Another account wanted to use it.",
    title: "This address has an account already",
    paragraphs: [
      [
        "Somebody, probably you, wanted to use this address for another account. It has an account of its own, so nothing was changed.",
      ],
      ["To use it elsewhere, delete this account or give it another address first."],
    ],
    button: { label: "Sign in", url: signInUrl },
    why: "You get this mail because your address was entered in somebody's account settings.",
  };
}

export function gdprTokenEndingLetter(name: string, expiresAt: Date, timezone: string | null, url: string): Letter {
  const day = mailMoment(expiresAt, timezone);
  return {
    subject: "Your GDPR token ends soon",
    preview: `It works until ${day}.`,
    title: "Your GDPR token ends soon",
    paragraphs: [
      ["Hello ", name, `, your token for the GDPR API works until ${day}.`],
      ["Make a new one and put it where the old one is used. The old one stops when the new one is made."],
    ],
    button: { label: "Open Data & Privacy", url },
    why: "You get this mail because your account has a token that ends within 30 days.",
  };
}

export function exportReadyLetter(name: string, days: number, url: string): Letter {
  return {
    subject: "Your data is ready",
    preview: `The download works for ${days} days.`,
    title: "Your data is ready",
    paragraphs: [
      ["Hello ", name, ", the archive you asked for holds everything we have about your account, as JSON and as CSV."],
    ],
    button: { label: "Download archive", url },
    afterwards: `The link works for ${days} days, signed in to your account.`,
    why: "You get this mail because you asked for an export of your account.",
  };
}

export function deletionBlockedLetter(name: string, orgs: string[], url: string): Letter {
  return {
    subject: "Your account was not deleted",
    preview: "You are the only owner of an organization.",
    title: "Your account was not deleted",
    paragraphs: [
      [
        "Hello ",
        name,
        ", your account was to be deleted today. You are the only owner of ",
        { strong: listOf(orgs) },
        ".",
      ],
      ["Make somebody else an owner there, or delete it. Then ask for the deletion of your account again."],
    ],
    button: { label: "Open your account", url },
    why: "You get this mail because you asked for your account to be deleted.",
  };
}

export function accountDeletedLetter(name: string): Letter {
  return {
    subject: "Your account is deleted",
    preview: "Nothing of it is left.",
    title: "Your account is deleted",
    paragraphs: [
      ["Hello ", name, ", as you asked 14 days ago, your account is deleted. Your name and address are erased."],
      ["What you made in organizations belongs to them and stays, without your name."],
    ],
    why: "You get this mail because it is the last one about your account.",
  };
}

export function emailCodeLetter(code: string, minutes: number): Letter {
  return {
    subject: `${code} is your code`,
    preview: "Enter it to confirm your e-mail address.",
    title: "Confirm your e-mail address",
    paragraphs: [["Enter this code on the page that asked for it."]],
    code,
    afterwards: `The code works for ${minutes} minutes. A newer one replaces it. Nobody from us ever asks for it.`,
    why: "You get this mail because your account asked for a code.",
  };
}

export function browserLinkLetter(name: string, minutes: number, url: string): Letter {
  return {
    subject: "Sign in from this browser",
    preview: "Too many wrong passwords were tried.",
    title: "Sign in from this browser",
    paragraphs: [
      [
        "Hello ",
        name,
        ", too many wrong passwords were tried for your account, so a browser it does not know needs this link once.",
      ],
      ["Open it in the browser you want to sign in from, then enter your password there."],
    ],
    button: { label: "Let this browser sign in", url },
    afterwards: `The link works once, for ${minutes} minutes.`,
    why: "You get this mail because somebody tried to sign in to your account. If it was not you, leave it; browsers you used before go on working.",
  };
}

export type TwoFactorReminder = { name: string; orgName: string; from: Date; timezone: string | null; due: boolean };

/** Asks a member to set up what their organization requires. */
export function twoFactorReminderLetter(
  { name, orgName, from, timezone, due }: TwoFactorReminder,
  url: string,
): Letter {
  return {
    subject: `${orgName} asks for two-factor authentication`,
    preview: due ? "It opens to you once you have set it up." : "Set it up in time. It takes two minutes.",
    title: "Set up two-factor authentication",
    paragraphs: [
      [
        "Hello ",
        name,
        ", ",
        { strong: orgName },
        due
          ? " requires two-factor authentication. Its pages open to you once you have set it up."
          : ` requires two-factor authentication from ${mailMoment(from, timezone)}. After that its pages stay closed until you have set it up.`,
      ],
      ["A passkey, an authenticator app or a text message will do."],
    ],
    button: { label: "Set it up", url },
    why: `You get this mail because you are a member of ${orgName}.`,
  };
}
