import type { Letter } from "../letter";
import { mailMoment } from "../words";

type Deleted = {
  orgName: string;
  /** Null once that account is gone. */
  by: string | null;
  byYou: boolean;
  deletedAt: Date;
  erasedFrom: Date;
  timezone: string | null;
};

/** To every owner, also the one who did it. */
export function orgDeletedLetter(
  { orgName, by, byYou, deletedAt, erasedFrom, timezone }: Deleted,
  url: string,
): Letter {
  const until = mailMoment(erasedFrom, timezone);
  return {
    subject: `${orgName} was deleted`,
    preview: `It can be restored until ${until}.`,
    title: `${orgName} was deleted`,
    paragraphs: [
      [
        { strong: byYou ? "You" : (by ?? "An owner") },
        " deleted the organization ",
        { strong: orgName },
        ` on ${mailMoment(deletedAt, timezone)}. Nobody can open it now, its projects take no more events, and its invitations are closed.`,
      ],
      [
        "Until ",
        { strong: until },
        " any of its owners can restore it as it was. After that everything in it is erased for good.",
      ],
    ],
    button: { label: `Restore ${orgName}`, url },
    afterwards:
      "The button leads to a page that asks before anything is restored. To let the deletion stand, do nothing.",
    why: `You get this mail because you are an owner of ${orgName}.`,
  };
}

export function orgErasedLetter({ name, orgName }: { name: string; orgName: string }): Letter {
  return {
    subject: `${orgName} is erased`,
    preview: "Everything in it is gone for good.",
    title: `${orgName} is erased`,
    paragraphs: [
      [
        "Hello ",
        name,
        ", 90 days after the organization ",
        { strong: orgName },
        " was deleted, everything in it has been erased: its projects with their events and profiles, teams, invitations, invoices and its audit log.",
      ],
      ["Your own account stays, and so do your other organizations. This is the last mail about it."],
    ],
    why: `You get this mail because you were an owner of ${orgName}.`,
  };
}
