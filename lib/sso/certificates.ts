import { RuleBroken } from "@/lib/errors";
export type Certificate = { pem: string; subject: string; fingerprint: string; expiresAt: Date; startsAt: Date };
export function readCertificate(_text: string): Certificate {
  throw new RuleBroken("invalid", "stub");
}
export async function newSigningKey(_cn: string): Promise<{ privateKey: string; certificate: string }> {
  throw new Error("stub");
}
