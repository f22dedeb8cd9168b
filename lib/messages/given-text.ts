import "server-only";
import { RuleBroken } from "@/lib/errors";

/** A refused credential, said at its field. */
export function wrong(field: string, message: string): RuleBroken {
  return new RuleBroken("credential_invalid", message, { field });
}

type Given = { file: File | null; text: string; textField: string; wanted: string };

/** The bytes of what was uploaded or else pasted; refused where neither or both were given. */
export async function givenBytes({ file, text, textField, wanted }: Given): Promise<{ bytes: Buffer; field: string }> {
  if (file && text.trim() !== "") throw wrong(textField, "You chose a file and pasted text. Leave one of them out.");
  if (file) return { bytes: Buffer.from(await file.arrayBuffer()), field: "file" };
  if (text.trim() === "") throw wrong("file", `Choose ${wanted}, or paste what is in it.`);
  return { bytes: Buffer.from(text, "utf8"), field: textField };
}

/** Text of any system as Unix writes it: without a mark in front, carriage returns and blanks around. */
export function plainText(bytes: Buffer): string {
  const isUtf16 = bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || bytes[1] === 0);
  const text = bytes.toString(isUtf16 ? "utf16le" : "utf8");
  return text
    .replace(/^\ufeff/, "")
    .replace(/\r+\n?/g, "\n")
    .trim();
}
