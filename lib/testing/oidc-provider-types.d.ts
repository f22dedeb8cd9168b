/** What tests use of npm `oidc-provider`, which brings no types. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  type Account = { accountId: string; claims: () => Record<string, unknown> };
  type Configuration = {
    clients: { client_id: string; client_secret: string; redirect_uris: string[]; require_auth_time?: boolean }[];
    findAccount: (context: unknown, id: string) => Account | undefined;
    claims: Record<string, string[]>;
    scopes: string[];
    conformIdTokenClaims: boolean;
    cookies: { keys: string[] };
    features: Record<string, { enabled: boolean }>;
  };
  export default class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): RequestListener;
  }
}
