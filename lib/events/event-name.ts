/** As long as the wire lets a name be (WIRE 2.3). */
const longest = 255;

/** The name of an event in an address, as it can be stored; undefined for none. */
export function readEventName(given: string | string[] | undefined): string | undefined {
  const [text = ""] = [given ?? ""].flat();
  return text.replaceAll("\0", "").slice(0, longest) || undefined;
}
