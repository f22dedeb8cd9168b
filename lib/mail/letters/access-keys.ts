import { type KeyKind, keyNames } from "@/lib/projects/key-words";
import type { Letter } from "../letter";
import { mailMoment } from "../words";

/** Mails about the access keys of a project (P3). No key stands in them. */

type Rotation = {
  projectName: string;
  orgName: string;
  kind: KeyKind;
  by: string | null;
  at: Date;
  worksUntil: Date;
};

export function keyRotatedLetter({ projectName, orgName, kind, by, at, worksUntil }: Rotation, url: string): Letter {
  const name = keyNames[kind];
  const who = by ?? "An owner of the project";
  const until = worksUntil > at ? `until ${mailMoment(worksUntil)}` : "no more";
  return {
    subject: `The ${name} of ${projectName} was rotated`,
    preview: `The old one works ${until}.`,
    title: `The ${name} was rotated`,
    paragraphs: [
      [{ strong: who }, ` rotated the ${name} of `, { strong: projectName }, ` of ${orgName}.`],
      [`What still comes with the old one has to get the new one ${worksUntil > at ? "before it stops" : "now"}.`],
    ],
    facts: [
      { label: "Rotated", values: [mailMoment(at)] },
      { label: "The old one works", values: [until] },
    ],
    button: { label: "See the access keys", url },
    afterwards:
      "If nobody of you meant this, rotate it again with the old one stopping at once, and end that person’s sessions.",
    why: `You get this mail because you own ${projectName}.`,
  };
}
