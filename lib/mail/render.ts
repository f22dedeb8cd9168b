import "server-only";
import { createElement } from "react";
import { env } from "@/lib/env";
import { type Letter, tidyLetter } from "./letter";
import { letterText } from "./letter-text";

export type Rendered = { subject: string; html: string; text: string };

/** HTML and text of a letter. The HTML kit is loaded with the first one: it is large, and most processes send none. */
export async function renderLetter(given: Letter): Promise<Rendered> {
  const letter = tidyLetter(given);
  const origin = env().APP_ORIGIN;
  const [{ render }, { LetterHtml }] = await Promise.all([import("react-email"), import("./letter-html")]);
  const html = await render(createElement(LetterHtml, { letter, origin }));
  return { subject: letter.subject, html, text: letterText(letter, origin) };
}
