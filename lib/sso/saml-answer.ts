import type { Answer } from "./answer";
import type { SamlSettings } from "./saml-settings";
export async function readSamlAnswer(
  _s: SamlSettings,
  _b: { SAMLResponse: unknown },
  _o: { requestId: string | null; now: Date; maxAuthAgeSeconds?: number },
): Promise<Answer & { assertionId: string; expiresAt: Date; inResponseTo: string | null }> {
  throw new Error("stub");
}
