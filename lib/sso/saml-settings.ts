export type SigningKey = { privateKey: string; certificate: string };
export type OwnSettings = { entityId: string; acsUrl: string; logoutUrl: string; signing: SigningKey | null };
export type SamlSettings = OwnSettings & {
  issuer: string;
  signInUrl: string;
  signOutUrl: string | null;
  certificates: string[];
};
