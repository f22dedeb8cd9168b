import type { Jobs } from "@/lib/jobs/jobs";
import type { Letter } from "../letter";

type News = Pick<Jobs["send_connection_mail"], "what" | "name" | "by"> & { orgName: string };

/** Mails about single sign-on: to owners, and to people whose way in it was. */

const sentences: Record<News["what"], { subject: (name: string) => string; means: string }> = {
  changed: {
    subject: (name) => `The connection ${name} was changed`,
    means:
      "Whoever decides what the provider answers decides who signs in. Look at the change if you did not expect it.",
  },
  required: {
    subject: (name) => `Single sign-on through ${name} is required now`,
    means:
      "People of its domains sign in through it alone. Owners and admins with a second factor keep their password as the way back in; you hear of each use.",
  },
  optional: {
    subject: (name) => `Single sign-on through ${name} is optional now`,
    means: "People of its domains may sign in through it, or with a password.",
  },
  draft: {
    subject: (name) => `Single sign-on through ${name} was turned off`,
    means: "It signs nobody in any more. People without a password were mailed a link to set one.",
  },
  removed: {
    subject: (name) => `The connection ${name} was removed`,
    means: "It signs nobody in any more. People without a password were mailed a link to set one.",
  },
  plan_ended: {
    subject: (name) => `Single sign-on through ${name} ended with the plan`,
    means: "Nobody has to go through it any more. People without a password were mailed a link to set one.",
  },
};

export function connectionLetter({ what, name, by, orgName }: News, url: string): Letter {
  const { subject, means } = sentences[what];
  return {
    subject: subject(name),
    preview: means,
    title: subject(name),
    paragraphs: [[by ? `${by} did this in ` : "This happened in ", { strong: orgName }, "."], [means]],
    button: { label: "Look at single sign-on", url },
    why: `You get this mail because you are an owner of ${orgName}.`,
  };
}

export function wayInLetter(
  { name, orgName, connection, minutes }: { name: string; orgName: string; connection: string; minutes: number },
  url: string,
  askUrl: string,
): Letter {
  return {
    subject: `Set a password for ${orgName}`,
    preview: `${connection} no longer signs you in.`,
    title: "Set a password",
    paragraphs: [
      [
        "Hello ",
        name,
        ", until now ",
        { strong: connection },
        " signed you in to ",
        { strong: orgName },
        ". It no longer does.",
      ],
      ["Your account has no password yet. Set one, and sign in with your e-mail address."],
    ],
    button: { label: "Set a password", url },
    afterwards: `The link works once, for ${minutes} minutes. Later, ask for a new one at ${askUrl}.`,
    why: `You get this mail because you are a member of ${orgName}.`,
  };
}

/** To somebody whom the org's directory made a member. */
export function directoryAddedLetter({ name, orgName }: { name: string; orgName: string }, url: string): Letter {
  return {
    subject: `You are a member of ${orgName}`,
    preview: "Your organization's directory added you.",
    title: `You are a member of ${orgName}`,
    paragraphs: [
      ["Hello ", name, ", the directory of ", { strong: orgName }, " added you as a member."],
      [
        "Sign in with your e-mail address. If you have no password yet and your organization has no single sign-on, have a link mailed to set one on the sign-in page.",
      ],
    ],
    button: { label: "Sign in", url },
    why: `You get this mail because ${orgName} keeps its members by a directory.`,
  };
}

export function wayBackInLetter(
  { name, email, orgName, connection }: { name: string; email: string; orgName: string; connection: string },
  url: string,
): Letter {
  return {
    subject: `${name} signed in past ${connection}`,
    preview: "With a password or passkey and a second factor.",
    title: `${name} signed in past ${connection}`,
    paragraphs: [
      [{ strong: name }, ` (${email}) signed in with their own password or passkey and a second factor.`],
      [
        `${orgName} requires single sign-on; owners and admins keep this way back in. Ask them if you did not expect it.`,
      ],
    ],
    button: { label: "Open the audit log", url },
    why: `You get this mail because you are an owner of ${orgName}.`,
  };
}

export function ssoLinkLetter(
  { name, orgName, connection, days }: { name: string; orgName: string; connection: string; days: number },
  url: string,
): Letter {
  return {
    subject: `Let ${connection} sign you in?`,
    preview: `Somebody signed in at ${connection} with your address.`,
    title: `Let ${connection} sign you in?`,
    paragraphs: [
      [
        "Hello ",
        name,
        ", somebody, probably you, signed in through ",
        { strong: connection },
        ", the single sign-on of ",
        { strong: orgName },
        ", with your address. You have an account here already.",
      ],
      [`If it was you, link the two: from then on ${connection} opens ${orgName} for you. It opens nothing else.`],
    ],
    button: { label: "Look at this", url },
    afterwards: `The link works once, for ${days} days. If it was not you, leave it: nothing changes.`,
    why: `You get this mail because ${orgName} signs in people of your e-mail domain.`,
  };
}

export function ssoExpiryLetter(
  {
    connection,
    orgName,
    kind,
    days,
    on,
  }: { connection: string; orgName: string; kind: "certificate" | "secret"; days: number; on: string },
  url: string,
): Letter {
  const what = kind === "certificate" ? "certificate" : "client secret";
  const title = `The ${what} of ${connection} runs out in ${days} days`;
  return {
    subject: title,
    preview: "Replace it before, so that people can go on signing in.",
    title,
    paragraphs: [
      ["The ", what, " of ", { strong: connection }, " in ", orgName, ` runs out on ${on}.`],
      [
        kind === "certificate"
          ? "Make a new one at your identity provider and add it here as the next certificate: both count until you take the old one out."
          : "Make a new one at your identity provider and enter it here.",
      ],
    ],
    button: { label: "Open the connection", url },
    why: `You get this mail because you look after single sign-on of ${orgName}.`,
  };
}
