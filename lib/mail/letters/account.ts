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

export function passwordChangedLetter(
  person: { name: string; timezone: string | null },
  at: Date,
  url: string,
): Letter {
  return {
    subject: "Your password was changed",
    preview: "All sessions were signed out.",
    title: "Your password was changed",
    paragraphs: [
      [
        "Hello ",
        person.name,
        `, the password of your account was changed on ${mailMoment(at, person.timezone)}. All sessions were signed out.`,
      ],
      ["If it was not you, set a new password now and look at the security page of your account."],
    ],
    button: { label: "Set a new password", url },
    why: "You get this mail because it is about the security of your account.",
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
