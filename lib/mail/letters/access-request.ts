import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import type { Letter } from "../letter";

/** Mails about access that somebody asked for (P8). */

type Request = {
  person: { name: string; email: string };
  projectName: string;
  orgName: string;
  reason: string;
};

export function accessRequestLetter({ person, projectName, orgName, reason }: Request, url: string): Letter {
  return {
    subject: `${person.name} asks for access to ${projectName}`,
    preview: reason || `${person.email} cannot reach the project yet.`,
    title: `${person.name} asks for access`,
    paragraphs: [
      [
        { strong: person.name },
        ` (${person.email}), a member of ${orgName}, asks for access to `,
        { strong: projectName },
        ".",
      ],
    ],
    facts: reason ? [{ label: "Why", values: reason.split("\n").filter(Boolean).slice(0, 8) }] : undefined,
    button: { label: "Answer", url },
    afterwards: "You choose the role on the page, or decline. Whoever answers first decides.",
    why: `You get this mail because you may give access to ${projectName}.`,
  };
}

type Answer = {
  projectName: string;
  orgName: string;
  outcome: "granted" | "declined" | "withdrawn" | null;
  role: ProjectRole | null;
  answer: string;
  answeredBy: string | null;
};

/** A no does not tell what the project is called: the person asked for it without knowing. */
export function accessAnswerLetter(answer: Answer, url: string): Letter {
  const { projectName, orgName, outcome, role, answeredBy } = answer;
  const who = answeredBy ?? "An admin of the project";
  const why = "You get this mail because you asked for access.";
  if (outcome === "granted" && role) {
    return {
      subject: `You have access to ${projectName}`,
      preview: `${who} gave you the role ${projectRoleNames[role]}.`,
      title: `You have access to ${projectName}`,
      paragraphs: [[{ strong: who }, " gave you access to ", { strong: projectName }, ` of ${orgName}.`]],
      facts: [{ label: "Role", values: [projectRoleNames[role]] }],
      button: { label: `Open ${projectName}`, url },
      why,
    };
  }
  return {
    subject: `Your request for access in ${orgName} was declined`,
    preview: answer.answer || `${who} declined it.`,
    title: "Your request was declined",
    paragraphs: [[{ strong: who }, ` declined your request for access to a project of ${orgName}.`]],
    facts: answer.answer
      ? [{ label: "Answer", values: answer.answer.split("\n").filter(Boolean).slice(0, 8) }]
      : undefined,
    button: { label: "See your request", url },
    afterwards: "You can ask again a day after the answer.",
    why,
  };
}
