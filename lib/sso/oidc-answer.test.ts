import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newSecret } from "@/lib/ids";
import { type OidcServer, startOidc } from "@/lib/testing/oidc-server";
import { refusal } from "@/lib/testing/refusal";
import { AnswerRefused } from "./answer";
import { readOidcAnswer } from "./oidc-answer";
import { oidcSignInUrl } from "./oidc-request";
import { discover } from "./oidc-settings";

/** The code flow against a provider that lies: each lie is refused at its own check, and told the truth it is taken. */
let provider: OidcServer;
beforeAll(async () => {
  provider = await startOidc();
});
afterAll(() => provider.stop());

const redirectUri = "https://atrium.test/api/sso/con_1/callback";
const settings = () => ({ issuer: provider.issuer, clientId: "client", clientSecret: "secret" });
const newWay = () => ({ state: newSecret(), nonce: newSecret(), verifier: newSecret() });
type Way = ReturnType<typeof newWay>;

async function begin(way: Way, more = {}): Promise<string> {
  return oidcSignInUrl(settings(), { redirectUri, ...way, fresh: false, loginHint: null, ...more });
}

function end(search: string, way: Way, provedSince: Date | null = null) {
  return readOidcAnswer(settings(), new URL(`${redirectUri}?${search}`), { ...way, provedSince });
}

async function refusedAt(run: Promise<unknown>): Promise<string | null> {
  return run.then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof AnswerRefused)) throw error;
      return error.check.name;
    },
  );
}

/** A whole way; `lie` is what the provider's ID token says otherwise. */
async function through(lie: Parameters<OidcServer["lie"]>[0] = {}, claims?: Record<string, unknown>) {
  const way = newWay();
  const search = provider.authorize(await begin(way), claims);
  provider.lie(lie);
  return end(search, way);
}

describe("[S1] the code flow", () => {
  test("goes there with PKCE, state and nonce, and takes the answer with each check", async () => {
    const way = newWay();
    const address = new URL(await begin(way, { loginHint: "ada@corp.test" }));
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "client",
      redirect_uri: redirectUri,
      state: way.state,
      nonce: way.nonce,
      code_challenge_method: "S256",
      login_hint: "ada@corp.test",
      scope: "openid email profile",
    });
    expect(address.href).not.toContain(way.verifier);
    const answer = await end(provider.authorize(address.href), way);
    expect(answer).toMatchObject({ issuer: provider.issuer, subject: "ada", authenticatedAt: null });
    expect(answer.attributes).toMatchObject({ email: ["ada@corp.test"], name: ["Ada Byron"] });
    expect(answer.checks.map(({ name, ok }) => [name, ok])).toEqual(
      ["signature", "issuer", "audience", "nonce", "clock"].map((name) => [name, true]),
    );
  });

  test("reads the address from UserInfo where the ID token has none; its subject must be the same", async () => {
    provider.userInfo = { sub: "ada", email: "ada@corp.test" };
    expect((await through({}, {})).attributes.email).toEqual(["ada@corp.test"]);
    provider.userInfo = { sub: "eve", email: "ada@corp.test" };
    expect(await refusedAt(through({}, {}))).toBe("user_info");
    provider.userInfo = null;
  });

  test("[A6] asks for a new sign-in there, and takes none for one", async () => {
    const way = newWay();
    const address = await begin(way, { fresh: true });
    expect(new URL(address).searchParams.get("max_age")).toBe("0");
    const since = new Date();
    const seconds = Math.floor(since.getTime() / 1000);
    const claims = { email: "ada@corp.test" };
    const old = provider.authorize(address, { ...claims, auth_time: seconds - 3600 });
    expect(await refusedAt(end(old, way, since))).toBe("authentication_age");
    expect(await refusedAt(end(provider.authorize(address, claims), way, since))).toBe("authentication_age");
    const fresh = provider.authorize(address, { ...claims, auth_time: seconds });
    expect((await end(fresh, way, since)).authenticatedAt).toEqual(new Date(seconds * 1000));
  });
});

describe("[S1] lies of a provider, or of somebody between", () => {
  test.each<[string, Parameters<OidcServer["lie"]>[0]]>([
    ["audience", { claims: (honest) => ({ ...honest, aud: "another client" }) }],
    ["issuer", { claims: (honest) => ({ ...honest, iss: "https://evil.test" }) }],
    ["nonce", { claims: (honest) => ({ ...honest, nonce: "of another sign-in" }) }],
    ["nonce", { claims: ({ nonce: _, ...honest }) => honest }],
    ["clock", { claims: (honest) => ({ ...honest, exp: Math.floor(Date.now() / 1000) - 61 }) }],
    ["signature", { header: { alg: "none" } }],
    ["signature", { header: { alg: "none" }, token: (honest) => `${honest.split(".").slice(0, 2).join(".")}.` }],
    ["signature", { header: { alg: "HS256" } }],
    ["signature", { header: { kid: "unknown" } }],
    ["signature", { token: (honest) => `${honest.slice(0, -6)}AAAAAA` }],
    ["email_verified", { claims: (honest) => ({ ...honest, email_verified: false }) }],
    ["email_verified", { claims: (honest) => ({ ...honest, email_verified: "false" }) }],
  ])("wrong %s", async (check, lie) => {
    expect(await refusedAt(through(lie))).toBe(check);
    expect(await refusedAt(through())).toBeNull();
  });

  test("a second of clocks apart is none", async () => {
    expect(
      await refusedAt(through({ claims: (honest) => ({ ...honest, exp: Math.floor(Date.now() / 1000) - 50 }) })),
    ).toBe(null);
  });

  test("[SEC-R32] mix-up: an answer that another provider sent, or that says no `iss`", async () => {
    const way = newWay();
    const search = new URLSearchParams(provider.authorize(await begin(way)));
    search.set("iss", "https://evil.test");
    expect(await refusedAt(end(search.toString(), way))).toBe("issuer");
    search.delete("iss");
    expect(await refusedAt(end(search.toString(), way))).not.toBeNull();
  });

  test("another state, another verifier, and a code a second time", async () => {
    const [way, other] = [newWay(), newWay()];
    const search = provider.authorize(await begin(way));
    expect(await refusedAt(end(search, { ...way, state: other.state }))).toBe("state");
    expect(await refusedAt(end(search, { ...way, verifier: other.verifier }))).toBe("token");
    const good = provider.authorize(await begin(way));
    expect(await refusedAt(end(good, way))).toBeNull();
    expect(await refusedAt(end(good, way))).toBe("token");
  });

  test("the provider's own refusal is shown in its words", async () => {
    const way = newWay();
    const search = new URLSearchParams({ error: "access_denied", error_description: "Not assigned", state: way.state });
    await expect(end(search.toString(), way)).rejects.toThrow(/access_denied: Not assigned/);
  });

  test("a new key of the provider is fetched; the one before counts no more", async () => {
    expect(await refusedAt(through())).toBeNull();
    provider.renewKey();
    expect(await refusedAt(through())).toBeNull();
  });
});

describe("[S1] [SEC-R33] discovery", () => {
  test("must name exactly the issuer that was typed, and a sign-in page", async () => {
    provider.discovery = { issuer: "https://evil.test" };
    expect(await refusal(discover(settings()))).toBe("provider_unreachable");
    provider.discovery = { token_endpoint: undefined };
    expect(await refusal(discover(settings()))).toBe("provider_unreachable");
    provider.discovery = {};
    expect(await refusal(discover({ ...settings(), issuer: `${provider.issuer}/other` }))).toBe("provider_unreachable");
    await discover(settings());
  });
});
