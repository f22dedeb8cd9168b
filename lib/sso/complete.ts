/** What is missing before people can sign in through a connection, in words; null where nothing is. Pure. */
type Given = {
  protocol: "saml" | "oidc";
  issuer: string | null;
  signInUrl: string | null;
  certificates: string[];
  clientId: string | null;
  hasClientSecret: boolean;
};

export function whatIsMissing(row: Given, verifiedDomains: number): string | null {
  const parts = [
    row.protocol === "oidc"
      ? row.issuer && row.clientId && row.hasClientSecret
        ? null
        : "the issuer, client ID and client secret"
      : row.issuer && row.signInUrl && row.certificates.length > 0
        ? null
        : "the provider's issuer, sign-in URL and certificate",
    verifiedDomains > 0 ? null : "a verified domain that signs in through it",
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", and ");
}
