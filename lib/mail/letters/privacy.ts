import { kindNames, type PrivacyKind } from "@/lib/privacy/kinds";
import type { Letter } from "../letter";
import { mailMoment } from "../words";

type Facts = {
  what: "ready" | "failed" | "due";
  kind: PrivacyKind;
  projectName: string;
  orgName: string;
  dueAt: Date;
  fileExpiresAt: Date | null;
};

/** Mails about a request of a person whom a project has data about. Never with an id: those are somebody's. */
export function privacyLetter({ what, kind, projectName, orgName, dueAt, fileExpiresAt }: Facts, url: string): Letter {
  const request = `${kindNames[kind].toLowerCase()} request`;
  const of = [{ strong: projectName }, ` of ${orgName}`];
  const texts = {
    ready: {
      subject: `Data of ${projectName} is ready to download`,
      first: [
        `The ${request} on `,
        ...of,
        ` is done. The archive can be downloaded until ${mailMoment(fileExpiresAt ?? dueAt, null)}.`,
      ],
    },
    failed: {
      subject: `A ${request} on ${projectName} failed`,
      first: [`A ${request} on `, ...of, " did not come to an end in three days. Make it again."],
    },
    due: {
      subject: `A ${request} on ${projectName} is due soon`,
      first: [`A ${request} on `, ...of, ` is not done yet, and due ${mailMoment(dueAt, null)}.`],
    },
  }[what];
  return {
    subject: texts.subject,
    preview: `On ${projectName} of ${orgName}.`,
    title: texts.subject,
    paragraphs: [texts.first],
    button: { label: "Open the request", url },
    why: "You get this mail because you made the request, or are an owner of the organization.",
  };
}
