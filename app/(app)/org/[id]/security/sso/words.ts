import type { Provider } from "@/lib/sso/connection-schemas";

export const protocolNames = { saml: "SAML 2.0", oidc: "OpenID Connect" } as const;

export const providerNames: Record<Provider, string> = {
  okta: "Okta",
  entra: "Microsoft Entra ID",
  google: "Google Workspace",
  jumpcloud: "JumpCloud",
  keycloak: "Keycloak",
  other: "Another",
};
