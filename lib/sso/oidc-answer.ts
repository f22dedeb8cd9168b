import "server-only";
import * as client from "openid-client";
import { isRuleBroken } from "@/lib/errors";
import { type Answer, AnswerRefused, type Check } from "./answer";
import { discover, type OidcSettings, type Seen } from "./oidc-settings";

type Expected = {
  state: string;
  nonce: string;
  verifier: string;
  /** Where the person had to prove themselves anew: since when, at the earliest. */
  provedSince: Date | null;
};

/**
 * Redeems the code that came with a callback and checks the ID token (OpenID Connect Core §3.1.3.7), `iss` of the
 * callback (RFC 9207) included. Throws AnswerRefused with the checks as far as they went.
 */
export async function readOidcAnswer(settings: OidcSettings, callback: URL, expected: Expected): Promise<Answer> {
  const checks: Check[] = [];
  const seen: Seen = { idToken: null };
  const refuse = (check: Omit<Check, "ok">, cause?: unknown): never => {
    throw new AnswerRefused([...checks, { ...check, ok: false }], decodedOf(seen), { cause });
  };
  const error = callback.searchParams.get("error");
  if (error) {
    const said = [error, callback.searchParams.get("error_description")].filter(Boolean).join(": ").slice(0, 300);
    refuse({ name: "provider", label: "Answer of the provider", expected: "a code", found: said });
  }
  const config = await discover(settings, seen).catch((cause: unknown) =>
    refuse(
      {
        name: "discovery",
        label: "Discovery document",
        expected: settings.issuer,
        found: isRuleBroken(cause) ? cause.message : "something else",
      },
      cause,
    ),
  );
  const tokens = await client
    .authorizationCodeGrant(config, callback, {
      expectedState: expected.state,
      expectedNonce: expected.nonce,
      pkceCodeVerifier: expected.verifier,
      idTokenExpected: true,
    })
    .catch((cause: unknown) => refuse(failedCheck(cause, settings, expected), cause));
  const claims = tokens.claims();
  if (!claims) return refuse({ name: "id_token", label: "ID token", expected: "an ID token", found: "none" });
  const all = { ...(await userInfo(config, tokens.access_token, claims, refuse)), ...claims };
  checks.push(
    passed("signature", "Signature", "a key of the provider", "a key of the provider"),
    passed("issuer", "Issuer", settings.issuer, claims.iss),
    passed("audience", "Audience", settings.clientId, [claims.aud].flat().join(", ")),
    passed("nonce", "Nonce", "the one of this sign-in", "the one of this sign-in"),
    passed("clock", "Expiry", "later than now", new Date(claims.exp * 1000).toISOString()),
  );
  const authenticatedAt = typeof claims.auth_time === "number" ? new Date(claims.auth_time * 1000) : null;
  if (expected.provedSince) {
    const check = {
      name: "authentication_age",
      label: "Time of the sign-in there",
      expected: `${expected.provedSince.toISOString()} or later`,
      found: authenticatedAt?.toISOString() ?? "not said",
    };
    // A second is the unit of `auth_time`; a minute is for clocks.
    if (!authenticatedAt || authenticatedAt.getTime() < expected.provedSince.getTime() - 61_000) refuse(check);
    checks.push({ ...check, ok: true });
  }
  const verified: unknown = all.email_verified;
  if (verified === false || verified === "false") {
    refuse({ name: "email_verified", label: "E-mail verified", expected: "true", found: "false" });
  }
  return {
    issuer: claims.iss,
    subject: claims.sub,
    attributes: attributesOf(all),
    authenticatedAt,
    amr: Array.isArray(claims.amr) ? claims.amr.filter((each) => typeof each === "string") : [],
    sessionIndex: typeof claims.sid === "string" ? claims.sid : null,
    subjectFormat: null,
    decoded: JSON.stringify(all, null, 2),
    checks,
  };
}

/** What the ID token leaves out, from the UserInfo endpoint (§5.3); its `sub` must be the same. */
async function userInfo(
  config: client.Configuration,
  token: string,
  claims: client.IDToken,
  refuse: (check: Omit<Check, "ok">, cause?: unknown) => never,
): Promise<Record<string, unknown>> {
  if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint) return {};
  return client.fetchUserInfo(config, token, claims.sub).catch((cause: unknown) =>
    refuse(
      {
        name: "user_info",
        label: "UserInfo",
        expected: `an answer about ${claims.sub}`,
        found: cause instanceof Error ? cause.message : "something else",
      },
      cause,
    ),
  );
}

const claimChecks: Record<string, { name: string; label: string }> = {
  iss: { name: "issuer", label: "Issuer" },
  aud: { name: "audience", label: "Audience" },
  azp: { name: "audience", label: "Authorized party" },
  nonce: { name: "nonce", label: "Nonce" },
  exp: { name: "clock", label: "Expiry" },
  nbf: { name: "clock", label: "Not before" },
  iat: { name: "clock", label: "Issued at" },
  auth_time: { name: "authentication_age", label: "Time of the sign-in there" },
};

/** The library's refusal as one of our checks. */
function failedCheck(cause: unknown, { issuer, clientId }: OidcSettings, { nonce }: Expected): Omit<Check, "ok"> {
  if (isRuleBroken(cause)) {
    return { name: "provider", label: "Answer of the provider", expected: "tokens", found: cause.message };
  }
  const chain = causesOf(cause);
  const text = chain.map((each) => each.message).join(". ");
  if (cause instanceof client.ResponseBodyError || cause instanceof client.AuthorizationResponseError) {
    const found = [cause.error, cause.error_description].filter(Boolean).join(": ").slice(0, 300);
    return { name: "token", label: "Exchange of the code", expected: "tokens", found };
  }
  const details = chain.map((each) => each.cause).find((each) => typeof each === "object" && each !== null) as
    | { claim?: string; claims?: Record<string, unknown>; expected?: unknown; parameters?: URLSearchParams }
    | undefined;
  const claim = details?.claim ?? /"(iss|aud|azp|nonce|exp|nbf|iat|auth_time)"/.exec(text)?.[1];
  if (claim && claimChecks[claim] && /state/.test(text) === false) {
    const wanted: Record<string, string> = { iss: issuer, aud: clientId, azp: clientId, nonce };
    const found = details?.claims?.[claim];
    return {
      ...claimChecks[claim],
      expected: claim === "nonce" ? "the one of this sign-in" : (wanted[claim] ?? "a time that fits"),
      found: found === undefined ? text.slice(0, 300) : [found].flat().join(", ").slice(0, 300),
    };
  }
  if (/"state"|state/.test(text)) {
    return { name: "state", label: "State", expected: "the one of this sign-in", found: "another one" };
  }
  if (/signature|alg|key|JWKS|JWS/i.test(text)) {
    return { name: "signature", label: "Signature", expected: "a key of the provider", found: text.slice(0, 300) };
  }
  return { name: "id_token", label: "Answer of the provider", expected: "an ID token", found: text.slice(0, 300) };
}

function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  for (let each = error; each instanceof Error && found.length < 5; each = each.cause) found.push(each);
  return found;
}

function passed(name: string, label: string, expected: string, found: string): Check {
  return { name, label, expected, found, ok: true };
}

/** Every claim with all its values as text; protocol claims apart. */
function attributesOf(claims: Record<string, unknown>): Record<string, string[]> {
  const skipped = [
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "at_hash",
    "c_hash",
    "azp",
    "auth_time",
    "acr",
    "amr",
    "sid",
  ];
  return Object.fromEntries(
    Object.entries(claims)
      .filter(([name]) => !skipped.includes(name))
      .map(([name, value]) => [
        name,
        [value].flat().map((each) => (typeof each === "object" ? JSON.stringify(each) : String(each))),
      ]),
  );
}

/** What an ID token that was refused says, for people to read; nothing of it counts. */
function decodedOf({ idToken }: Seen): string | null {
  const body = idToken?.split(".")[1];
  if (!body) return null;
  try {
    return JSON.stringify(JSON.parse(Buffer.from(body, "base64url").toString()), null, 2);
  } catch {
    return null;
  }
}
