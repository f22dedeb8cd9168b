import type { SamlSettings } from "./saml-settings";
export async function signInUrl(
  _s: SamlSettings,
  _r: { requestId: string; relayState: string; forceAuthn: boolean; loginHint?: string },
): Promise<string> {
  throw new Error("stub");
}
