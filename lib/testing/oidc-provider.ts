import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** A real OpenID Connect provider (npm `oidc-provider`) on loopback, with its own sign-in pages. */
export type RealProvider = { issuer: string; stop: () => Promise<void> };

export type RealUser = { email: string; name: string; groups?: string[] };
type Given = {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** By the name typed on its sign-in page. */
  users: Record<string, RealUser>;
};

export async function startRealProvider({ clientId, clientSecret, redirectUri, users }: Given): Promise<RealProvider> {
  let handler: ReturnType<Provider["callback"]> | undefined;
  const server: Server = createServer((request, response) => handler?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], require_auth_time: true },
    ],
    findAccount: (_context, id) => {
      const user = users[id];
      if (!user) return undefined;
      return {
        accountId: id,
        claims: () => ({
          sub: id,
          email: user.email,
          email_verified: true,
          name: user.name,
          groups: user.groups ?? [],
        }),
      };
    },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "email", "profile", "groups"],
    // As most providers do it: what was asked for is in the ID token.
    conformIdTokenClaims: false,
    cookies: { keys: ["a key of no worth"] },
    features: { devInteractions: { enabled: true } },
  });
  handler = provider.callback();
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
