import { promisify } from "node:util";
import { gunzip } from "node:zlib";

/** Reading a body without letting its sender decide how much memory that takes. */

export const MAX_BODY = 10 * 1024 * 1024;

/** So much of a body that is too large is still read, and thrown away, so that its sender can read the answer. */
const MAX_DISCARDED = 4 * MAX_BODY;

/** All requests together may hold this much while they are read and decoded. */
const MAX_HELD = 32 * 1024 * 1024;

const holder = globalThis as typeof globalThis & { atriumBodies?: { held: number } };

export class BodyRefused extends Error {
  constructor(
    readonly status: 400 | 413 | 429,
    message: string,
  ) {
    super(message);
    this.name = "BodyRefused";
  }
}

const inflate = promisify(gunzip);

/** Runs `use` with the text of the body, at most 10 MB also after inflation. Throws {@link BodyRefused}. */
export async function withBody<R>(
  chunks: AsyncIterable<Uint8Array> | undefined,
  coding: string,
  length: number,
  use: (text: string) => R,
): Promise<R> {
  if (!chunks) return use("");
  holder.atriumBodies ??= { held: 0 };
  const bodies = holder.atriumBodies;
  let held = 0;
  const hold = (bytes: number) => {
    if (bodies.held + bytes > MAX_HELD) {
      // Let go at once, or all that grow together would be refused together.
      bodies.held -= held;
      held = 0;
      throw new BodyRefused(429, "too many requests at once");
    }
    held += bytes;
    bodies.held += bytes;
  };
  try {
    if (length > MAX_DISCARDED) throw tooLarge();
    const bytes = await readAll(chunks, hold);
    return use(await textOf(bytes, coding, hold));
  } finally {
    bodies.held -= held;
  }
}

async function readAll(chunks: AsyncIterable<Uint8Array>, hold: (bytes: number) => void): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > MAX_DISCARDED) throw tooLarge();
      if (size > MAX_BODY) continue;
      hold(chunk.byteLength);
      parts.push(chunk);
    }
  } catch (error) {
    throw error instanceof BodyRefused ? error : new BodyRefused(400, "the body ended early");
  }
  if (size > MAX_BODY) throw tooLarge();
  const [only] = parts;
  if (parts.length === 1 && only) return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(parts, size);
}

async function textOf(bytes: Buffer, coding: string, hold: (bytes: number) => void): Promise<string> {
  const zipped = coding === "gzip" || coding === "x-gzip" || (bytes[0] === 0x1f && bytes[1] === 0x8b);
  if (!zipped) {
    if (coding !== "" && coding !== "identity") throw new BodyRefused(400, "the content encoding is not gzip");
    return withoutMark(bytes.toString());
  }
  if (bytes.length === 0) return "";
  try {
    const plain = await inflate(bytes, { maxOutputLength: MAX_BODY });
    hold(plain.length);
    return withoutMark(plain.toString());
  } catch (error) {
    if (error instanceof BodyRefused) throw error;
    if (error instanceof RangeError) throw tooLarge();
    throw new BodyRefused(400, "the body is not gzip");
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function tooLarge(): BodyRefused {
  return new BodyRefused(413, `request exceeds max limit of ${MAX_BODY} bytes`);
}
