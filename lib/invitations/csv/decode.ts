/**
 * Bytes of an uploaded file as text, whatever a spreadsheet wrote: UTF-8 and UTF-16 with or without a byte order mark,
 * else Windows-1252. Null for what is no text. Never throws.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } | null {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return null;
  const encoding = encodingOf(bytes);
  const text = encoding === "windows-1252" ? fromWindows1252(bytes) : new TextDecoder(encoding).decode(bytes);
  return hasControls(text) ? null : { text, encoding };
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" {
  if (startsWith(bytes, [0xff, 0xfe])) return "utf-16le";
  if (startsWith(bytes, [0xfe, 0xff])) return "utf-16be";
  const head = bytes.subarray(0, 2000);
  const zeros = (odd: 0 | 1) => head.filter((byte, index) => byte === 0 && index % 2 === odd).length;
  // Addresses are ASCII, so that every second byte of UTF-16 is mostly nothing.
  if (zeros(1) > head.length / 5) return "utf-16le";
  if (zeros(0) > head.length / 5) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** 0x80 to 0x9f, which Node 20 reads as control characters. */
const upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function fromWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\u0080-\u009f]/g, (char) => upper[char.charCodeAt(0) - 0x80] ?? char);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** A picture or a program, not a table. */
function hasControls(text: string): boolean {
  return /[^\P{Cc}\s\u007f-\u009f]/u.test(text);
}
