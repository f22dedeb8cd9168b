export function readIdpMetadata(_xml: string): {
  issuer: string;
  signInUrl: string;
  signOutUrl: string | null;
  certificates: string[];
} {
  throw new Error("stub");
}
