import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import type { Fact, Letter } from "../letter";
import { mailMoment } from "../words";

/** Mails about individual grants: given on a project's page, and ending by themselves (P4). */

type Person = { name: string; email: string; timezone: string | null };
type Grant = {
  person: Person;
  projectName: string;
  orgName: string;
  role: ProjectRole | null;
  endsAt: Date | null;
  now: ProjectRole | null;
  then: ProjectRole | null;
  giver: (Person & { manages: boolean }) | null;
};

export function grantGivenLetter(
  { person, projectName, orgName, role, endsAt }: Grant,
  by: string,
  url: string,
): Letter {
  const name = role ? projectRoleNames[role] : "access";
  const facts: Fact[] = [{ label: "Role", values: [name] }];
  if (endsAt) facts.push({ label: "Until", values: [mailMoment(endsAt, person.timezone)] });
  return {
    subject: `You have access to ${projectName}`,
    preview: `${by} gave you the role ${name}.`,
    title: `You have access to ${projectName}`,
    paragraphs: [[{ strong: by }, " gave you access to ", { strong: projectName }, ` of ${orgName}.`]],
    facts,
    button: { label: `Open ${projectName}`, url },
    why: `You get this mail because you are a member of ${orgName}.`,
  };
}

export function grantEndingLetter(
  { person, projectName, orgName, role, endsAt, now, then }: Grant,
  url: string,
): Letter {
  const moment = endsAt ? mailMoment(endsAt, person.timezone) : "";
  const name = role ? projectRoleNames[role] : "";
  return {
    subject: `Your role on ${projectName} ends soon`,
    preview: `You are ${name} until ${moment}.`,
    title: `Your role on ${projectName} ends soon`,
    paragraphs: [
      [
        "The role ",
        { strong: name },
        " on ",
        { strong: projectName },
        ` of ${orgName} was given to you until ${moment}.`,
      ],
      [afterwards(then, now, "you", projectName)],
    ],
    button: { label: `Open ${projectName}`, url },
    afterwards: "An admin of the project can give it to you for longer.",
    why: "You get this mail because the role was given to you.",
  };
}

export function grantEndingGiverLetter(
  { person, projectName, role, endsAt, now, then, giver }: Grant,
  url: string,
): Letter {
  const moment = endsAt ? mailMoment(endsAt, giver?.timezone ?? null) : "";
  const name = role ? projectRoleNames[role] : "";
  return {
    subject: `The role of ${person.name} on ${projectName} ends soon`,
    preview: `${name} until ${moment}.`,
    title: `The role of ${person.name} ends soon`,
    paragraphs: [
      [
        "You gave ",
        { strong: person.name },
        ` (${person.email}) the role ${name} on `,
        { strong: projectName },
        ` until ${moment}.`,
      ],
      [afterwards(then, now, "they", projectName)],
    ],
    button: { label: "Look at the grant", url },
    afterwards: "There you can change the end. Without a change it ends by itself.",
    why: "You get this mail because you gave the role.",
  };
}

/** `role`: the one that has ended. */
export function grantEndedLetter({ projectName, orgName, now }: Grant, role: ProjectRole, url: string): Letter {
  const name = projectRoleNames[role];
  const title = now === null ? `Your access to ${projectName} has ended` : `Your role on ${projectName} has ended`;
  return {
    subject: title,
    preview: now ? `You are ${projectRoleNames[now]} there now.` : `You were ${name} until now.`,
    title,
    paragraphs: [
      [
        "The role ",
        { strong: name },
        " on ",
        { strong: projectName },
        ` of ${orgName} was given to you for a time that is over.`,
      ],
      [now ? `You still reach the project, as ${projectRoleNames[now]}.` : "You no longer reach the project."],
    ],
    button: now ? { label: `Open ${projectName}`, url } : { label: "Ask for access", url },
    why: "You get this mail because the role was given to you.",
  };
}

function afterwards(
  then: ProjectRole | null,
  now: ProjectRole | null,
  who: "you" | "they",
  projectName: string,
): string {
  if (then === null) return `After that ${who} no longer reach ${projectName}.`;
  const what = then === now ? "stay" : "will be";
  return `After that ${who} ${what} ${projectRoleNames[then]} there.`;
}
