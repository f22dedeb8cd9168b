import type { Letter } from "../letter";
import { mailMoment } from "../words";

type Facts = { name: string; username: string; orgName: string; expiresAt: Date };

/** What a program signs in with ends soon. */
export function serviceAccountEndingLetter({ name, username, orgName, expiresAt }: Facts, url: string): Letter {
  const day = mailMoment(expiresAt, null);
  return {
    subject: `The service account ${name} ends soon`,
    preview: `It works until ${day}.`,
    title: `${name} ends soon`,
    paragraphs: [
      ["The service account ", { strong: username }, " of ", orgName, ` works until ${day}.`],
      ["Make another one and put it where this one is used. From that moment on this one is refused."],
    ],
    button: { label: "Look at it", url },
    why: `You get this mail because you look after the service accounts of ${orgName}.`,
  };
}
