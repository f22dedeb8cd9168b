import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * An OpenID Connect provider that says what a test tells it to, well or badly. Journeys use `oidc-provider`; this one is
 * for what an honest provider never does.
 */
type Claims = Record<string, unknown>;
export type OidcServer = {
  issuer: string;
  /** The ID token of the next exchange: changes the claims, the header, or the whole text. */
  lie: (next: { claims?: (honest: Claims) => Claims; header?: Claims; token?: (honest: string) => string }) => void;
  /** What the discovery document says otherwise. */
  discovery: Claims;
  userInfo: Claims | null;
  /** Makes a new key; the one before is published no more. */
  renewKey: () => void;
  /** Signs the person in and gives the callback's search, as the browser would bring it. */
  authorize: (address: string, more?: Claims) => string;
  requests: string[];
  stop: () => Promise<void>;
};

type Code = { clientId: string; nonce: string; challenge: string; redirectUri: string; claims: Claims };

export async function startOidc(): Promise<OidcServer> {
  const codes = new Map<string, Code>();
  let key = newKey();
  let next: Parameters<OidcServer["lie"]>[0] = {};
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    self.requests.push(`${request.method} ${url.pathname}`);
    const body = new URLSearchParams(await textOf(request));
    if (url.pathname === "/.well-known/openid-configuration")
      return json(response, { ...document(), ...self.discovery });
    if (url.pathname === "/jwks") return json(response, { keys: [publicJwk(key)] });
    if (url.pathname === "/userinfo") return json(response, self.userInfo ?? {});
    if (url.pathname !== "/token") return json(response, { error: "not_found" }, 404);
    const code = codes.get(body.get("code") ?? "");
    codes.delete(body.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    if (!code || challenge !== code.challenge || body.get("redirect_uri") !== code.redirectUri) {
      return json(response, { error: "invalid_grant" }, 400);
    }
    const at = Math.floor(Date.now() / 1000);
    const honest = {
      iss: issuer,
      sub: "ada",
      aud: code.clientId,
      nonce: code.nonce,
      iat: at,
      exp: at + 300,
      ...code.claims,
    };
    const claims = next.claims?.(honest) ?? honest;
    const token = signed(claims, { alg: "RS256", kid: key.kid, ...next.header }, key.privateKey);
    const idToken = next.token?.(token) ?? token;
    next = {};
    return json(response, { access_token: randomBytes(8).toString("hex"), token_type: "Bearer", id_token: idToken });
  }

  function document(): Claims {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
    };
  }

  const self: OidcServer = {
    issuer,
    discovery: {},
    userInfo: null,
    requests: [],
    lie: (given) => {
      next = given;
    },
    renewKey: () => {
      key = newKey();
    },
    authorize: (address, claims = { email: "ada@corp.test", email_verified: true, name: "Ada Byron" }) => {
      const asked = new URL(address).searchParams;
      const code = randomBytes(16).toString("hex");
      codes.set(code, {
        clientId: asked.get("client_id") ?? "",
        nonce: asked.get("nonce") ?? "",
        challenge: asked.get("code_challenge") ?? "",
        redirectUri: asked.get("redirect_uri") ?? "",
        claims,
      });
      return new URLSearchParams({ code, state: asked.get("state") ?? "", iss: issuer }).toString();
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return self;
}

type Key = { kid: string; privateKey: KeyObject; publicKey: KeyObject };

function newKey(): Key {
  return { kid: randomBytes(6).toString("hex"), ...generateKeyPairSync("rsa", { modulusLength: 2048 }) };
}

function publicJwk({ kid, publicKey }: Key) {
  return { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
}

function signed(claims: Claims, header: Claims, key: KeyObject): string {
  const part = (value: Claims) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createSign("sha256").update(text).sign(key).toString("base64url")}`;
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json", Connection: "close" });
  response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
