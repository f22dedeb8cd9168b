import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";

/**
 * The code of a base32 secret at a moment, computed by a foreign tool (`oathtool`); where it is not installed from the
 * text of RFC 6238 and RFC 4226, apart from the library that the product uses.
 */
export function totpCode(secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const told = spawnSync("oathtool", ["--totp", "--base32", "--now", `@${seconds}`, secret], { encoding: "utf8" });
  return told.status === 0 ? told.stdout.trim() : fromRfc(secret, Math.floor(seconds / 30));
}

function fromRfc(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
