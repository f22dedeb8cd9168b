import { countOf, listOf } from "@/lib/format";

type Result = {
  given: string[];
  raised: string[];
  invited: string[];
  merged: string[];
  stay: string[];
  unclear: string[];
};

/** What became of each address of a form: by name while they are few. */
export function invitedSentence({ given, raised, invited, merged, stay, unclear }: Result): string {
  const are = (emails: readonly string[]) => (emails.length === 1 ? "is" : "are");
  const have = (emails: readonly string[]) => (emails.length === 1 ? "has" : "have");
  const parts = [
    given.length > 0 && `${few(given)} ${have(given)} access now.`,
    raised.length > 0 && `${few(raised)} ${have(raised)} a higher role now, or for longer.`,
    invited.length > 0 && `${few(invited)} ${are(invited)} invited: access begins when they accept.`,
    merged.length > 0 &&
      `${few(merged)} ${merged.length === 1 ? "was" : "were"} invited already: merged and sent again.`,
    stay.length > 0 && `${few(stay)} ${have(stay)} as much already: nothing changed.`,
    unclear.length > 0 && `${few(unclear)} ${have(unclear)} another role with another end. Change it on their page.`,
  ];
  return parts.filter(Boolean).join(" ");
}

function few(emails: readonly string[]): string {
  return emails.length > 5 ? countOf(emails.length, "person", "people") : listOf(emails);
}
