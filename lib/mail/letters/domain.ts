import type { Letter } from "../letter";

type Facts = { what: "missing" | "lapsed"; domain: string; orgName: string };

/** Mails about a verified domain whose record is gone, to the owners. */
export function domainLetter({ what, domain, orgName }: Facts, url: string): Letter {
  const why = `You get this mail because you are an owner of ${orgName}.`;
  if (what === "lapsed") {
    return {
      subject: `${domain} is no longer verified`,
      preview: "Its record was gone for a week.",
      title: `${domain} is no longer verified`,
      paragraphs: [
        ["The record that shows that ", { strong: domain }, " belongs to ", orgName, " was gone for a week."],
        ["The domain counts for nothing until the record is back and you have it checked again."],
      ],
      button: { label: "Look at the domains", url },
      why,
    };
  }
  return {
    subject: `The record of ${domain} is gone`,
    preview: "Put it back within a week.",
    title: `The record of ${domain} is gone`,
    paragraphs: [
      ["DNS no longer has the record that shows that ", { strong: domain }, " belongs to ", orgName, "."],
      ["Nothing changes for a week. If it is not back by then, the domain is no longer verified."],
    ],
    button: { label: "Show the record", url },
    why,
  };
}
