const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const scriptsWithOneLetter =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Thai}/u;

/**
 * One or two characters that stand for a name: first of the first and of the last word. Whole graphemes (a family
 * emoji is one); scripts that know no initials give one character.
 */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .map(firstLetter)
    .filter((letter) => letter !== "");
  const first = words[0];
  if (first === undefined) return "?";
  const last = words.at(-1);
  if (last === undefined || words.length === 1 || isAlone(first) || isAlone(last)) return first;
  return first + last;
}

/** A stable hue out of twelve for an id. */
export function hueOf(id: string): number {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  return (hash >>> 0) % 12;
}

function firstLetter(word: string): string {
  for (const { segment } of graphemes.segment(word)) {
    if (/[\p{L}\p{N}]|\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment))
      return segment.toLocaleUpperCase("en");
  }
  return "";
}

function isAlone(letter: string): boolean {
  return scriptsWithOneLetter.test(letter) || /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(letter);
}
