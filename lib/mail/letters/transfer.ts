import type { TransferState } from "@/db/queries/transfers";
import type { Letter } from "../letter";
import { mailMoment } from "../words";

/** Mails about a project on its way to another organization (P2). */

type Transfer = {
  projectName: string;
  from: { name: string };
  to: { name: string };
  requestedByName: string | null;
  expiresAt: Date;
};

/** To an owner who has to confirm, of the org that gives or of the one that gets. */
export function transferRequestLetter(
  { projectName, from, to, requestedByName, expiresAt }: Transfer,
  { gives, url }: { gives: boolean; url: string },
): Letter {
  const own = gives ? from.name : to.name;
  return {
    subject: gives ? `${projectName} is to leave ${from.name}` : `${projectName} is to come to ${to.name}`,
    preview: `An owner of ${own} has to confirm it.`,
    title: `Confirm the transfer of ${projectName}`,
    paragraphs: [
      [
        { strong: requestedByName ?? "An owner of the project" },
        " asks to transfer the project ",
        { strong: projectName },
        ` from ${from.name} to ${to.name}.`,
      ],
      [`It happens once an owner of each organization has confirmed. Nothing changes before.`],
    ],
    button: { label: "Look at the transfer", url },
    afterwards: `You can confirm or decline until ${mailMoment(expiresAt)}.`,
    why: `You get this mail because you own ${own}.`,
  };
}

const outcomes: Record<Exclude<TransferState, "open">, (transfer: Transfer) => { said: string; next: string }> = {
  done: ({ projectName, to }) => ({
    said: `${projectName} belongs to ${to.name} now`,
    next: "Its data, keys and reports are as they were; applications go on sending. People and teams of the other organization no longer reach it.",
  }),
  declined: ({ projectName }) => ({
    said: `The transfer of ${projectName} was declined`,
    next: "Nothing was changed.",
  }),
  cancelled: ({ projectName }) => ({
    said: `The transfer of ${projectName} was cancelled`,
    next: "Nothing was changed.",
  }),
  lapsed: ({ projectName }) => ({
    said: `The transfer of ${projectName} has lapsed`,
    next: "Nobody confirmed it within seven days. Nothing was changed; it can be asked for anew.",
  }),
};

export function transferOutcomeLetter(transfer: Transfer, state: Exclude<TransferState, "open">, url: string): Letter {
  const { said, next } = outcomes[state](transfer);
  return {
    subject: said,
    preview: next,
    title: said,
    paragraphs: [[`It was to go from ${transfer.from.name} to ${transfer.to.name}.`], [next]],
    button: { label: state === "done" ? "Open the project" : "Open the organization", url },
    why: "You get this mail because you asked for the transfer, or own one of the two organizations.",
  };
}
