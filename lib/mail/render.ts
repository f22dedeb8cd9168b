import "server-only";
import { createElement } from "react";
import { env } from "@/lib/env";
import { type Letter, tidyLetter } from "./letter";
import { letterText } from "./letter-text";

export type Rendered = { subject: string; html: string; text: string };

/** The picture of a mail by the name it has among its parts. */
export const pictureCid = "picture@atrium";

/** HTML and text of a letter; `pictureAt` is where the HTML finds its picture. The HTML kit is loaded with the first one: it is large, and most processes send none. */
export async function renderLetter(given: Letter, pictureAt = `cid:${pictureCid}`): Promise<Rendered> {
  const letter = tidyLetter(given);
  const origin = env().APP_ORIGIN;
  const [{ render }, { LetterHtml }] = await Promise.all([import("react-email"), import("./letter-html")]);
  const html = await render(createElement(LetterHtml, { letter, origin, pictureAt }));
  return { subject: letter.subject, html, text: letterText(letter, origin) };
}
