/** Part of a sentence; `strong` stands out. */
export type Phrase = string | { strong: string };

/** What a mail says. HTML and text are made from the same words (Q5); names come in as they are and are escaped there. */
export type Letter = {
  subject: string;
  /** What mail programs show beside the subject. */
  preview: string;
  title: string;
  paragraphs: Phrase[][];
  facts?: Fact[];
  picture?: Picture;
  table?: NumberTable;
  /** A code to type, shown large. */
  code?: string;
  button?: { label: string; url: string };
  /** What holds for the button: until when it works, what to do otherwise. */
  afterwards?: string;
  /** Why the person got this mail. */
  why: string;
  /** The address that ends such mails: opened by a person, or posted to by their mail program (RFC 8058). */
  unsubscribe?: string;
};

export type Fact = { label: string; values: string[] };

/** Shown in the mail itself, as an attachment of it. `width` and `height` in points; the picture may be finer. */
export type Picture = { png: Uint8Array; width: number; height: number; alt: string };

/** A small table of figures: what a row is about, then its numbers, already written out. */
export type NumberTable = { head: string[]; rows: string[][] };

/** One line without control or direction characters, for headers and names in sentences (SEC-R52). */
export function oneLine(text: string, max = 160): string {
  const clean = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...clean];
  return characters.length > max ? `${characters.slice(0, max - 1).join("")}…` : clean;
}

/** The same letter with every piece of it on one line and without direction tricks. */
export function tidyLetter(letter: Letter): Letter {
  const { button, afterwards, facts, picture, table } = letter;
  const phrase = (part: Phrase) => (typeof part === "string" ? keepBlanks(part) : { strong: oneLine(part.strong) });
  return {
    ...letter,
    subject: oneLine(letter.subject),
    preview: oneLine(letter.preview),
    title: oneLine(letter.title, 240),
    paragraphs: letter.paragraphs.map((paragraph) => paragraph.map(phrase)),
    ...(facts && {
      facts: facts.map(({ label, values }) => ({ label, values: values.map((value) => oneLine(value)) })),
    }),
    ...(picture && { picture: { ...picture, alt: oneLine(picture.alt, 400) } }),
    ...(table && {
      table: {
        head: table.head.map((name) => oneLine(name, 60)),
        rows: table.rows.map((row) => row.map((cell) => oneLine(cell, 60))),
      },
    }),
    ...(button && { button: { ...button, label: oneLine(button.label) } }),
    ...(afterwards && { afterwards: oneLine(afterwards, 400) }),
    why: oneLine(letter.why, 400),
  };
}

/** A phrase may begin or end with the blank that sets it apart from its neighbour. */
function keepBlanks(text: string): string {
  const [before = ""] = /^ */.exec(text) ?? [];
  const [after = ""] = / *$/.exec(text) ?? [];
  const middle = oneLine(text, 1000);
  return middle === "" ? text.replace(/\S+/g, "") : `${before}${middle}${after}`;
}
