/** Text cut where addresses begin and end. */
export function piecesOf(text: string): { text: string; isLink: boolean }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((piece, index) => ({ text: piece, isLink: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Addresses a message asks to open, once each; the bare origin of its foot is none. */
export function linksOf(text: string): string[] {
  const links = piecesOf(text).flatMap((piece) => (piece.isLink && URL.canParse(piece.text) ? piece.text : []));
  return [...new Set(links.filter((link) => new URL(link).pathname !== "/"))];
}
