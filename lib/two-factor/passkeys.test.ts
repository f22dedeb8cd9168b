import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getFactors, listPasskeys } from "@/db/queries/two-factor";
import { passkeys } from "@/db/schema";
import { type Asker, creationOptions, requestOptions } from "@/lib/auth/passkey-challenges";
import { signInWithPasskey } from "@/lib/auth/passkey-sign-in";
import { proveFactor } from "@/lib/auth/second-factor";
import type { UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { newId } from "@/lib/ids";
import { movableClock } from "@/lib/testing/clock";
import { makeUser, outsider, unconfirmed } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { actorOf, inSession, SoftAuthenticator, withApp } from "@/lib/testing/two-factor";
import { confirmIdentity } from "./confirm";
import { hasOwnProof } from "./factors";
import { addPasskey, removePasskey, renamePasskey } from "./passkeys";

const clock = movableClock();
afterEach(() => clock.reset());

const browser = "this browser";
const later = (minutes: number) => clock.set(new Date(now().getTime() + minutes * 60_000));

async function challenge(purpose: Asker["purpose"], userId: string | null, browserHash = browser): Promise<string> {
  return (await requestOptions({ purpose, userId, browserHash })).challenge;
}

async function register(actor: UserActor, key = new SoftAuthenticator(), name = "") {
  const options = await creationOptions(actor, browser);
  const added = await addPasskey(actor, { answer: key.create(options.challenge), name }, browser);
  return { key, options, actor: await actorOf(added.cookie), codes: added.codes };
}

const withKey = async () => register(await inSession(await makeUser()));

describe("a passkey in a session by single sign-on alone", () => {
  test("[S2] [SEC-R21] is the person's own proof only where it checked them: a key alone opens nothing more", async () => {
    const { actor: owner, key } = await withKey();
    const session = await inSession(owner, ["sso"]);
    const confirm = async (actor: UserActor, verified: boolean) =>
      confirmIdentity(
        actor,
        { factor: "passkey", code: key.sign(await challenge("confirm", owner.user.id), { verified }) },
        browser,
      );
    expect(await refusal(confirm(session, false))).toBe("passkey_refused");
    expect((await actorOf(session.cookie)).session.methods).toEqual(["sso"]);
    const opened = await actorOf(await confirm(session, true));
    expect(hasOwnProof(opened)).toBe(true);
    // Beside an own proof it only has to be there, as ever.
    const own = await inSession(owner, ["password"]);
    expect(hasOwnProof(await actorOf(await confirm(own, false)))).toBe(true);
  });

  test("[S2] no other factor is one: a code or a recovery code confirms, and opens that org alone", async () => {
    const { actor: owner, codes } = await withApp(await makeUser());
    const session = await inSession(owner, ["sso"]);
    const cookie = await confirmIdentity(session, { factor: "recovery_code", code: codes[0] }, browser);
    const confirmed = await actorOf(cookie);
    expect(confirmed.session.methods).toEqual(["sso", "recovery_code"]);
    expect(hasOwnProof(confirmed)).toBe(false);
  });
});

describe("registering a passkey", () => {
  test("[T1] [SEC-R21] stores key, counter and what it may do; with the first one recovery codes come", async () => {
    const { actor, key, options, codes } = await withKey();
    expect(Buffer.from(options.challenge, "base64url").length).toBeGreaterThanOrEqual(16);
    expect(options.authenticatorSelection).toMatchObject({ residentKey: "preferred", userVerification: "preferred" });
    expect(codes).toHaveLength(10);
    const [row] = await db().select().from(passkeys).where(eq(passkeys.userId, actor.user.id));
    expect(row).toMatchObject({
      credentialId: key.id.toString("base64url"),
      counter: 0,
      transports: ["internal"],
      backupEligible: false,
      backedUp: false,
      name: expect.stringMatching(/./),
    });
    expect(actor.user.twoFactorSince).not.toBeNull();
  });

  test("[T1] several, each with a name, excluded from being made twice", async () => {
    const { actor, key } = await withKey();
    const options = await creationOptions(actor, browser);
    expect(options.excludeCredentials?.map(({ id }) => id)).toEqual([key.id.toString("base64url")]);
    await addPasskey(actor, { answer: new SoftAuthenticator().create(options.challenge), name: "Key ring" }, browser);
    expect((await listPasskeys(actor)).map(({ name }) => name)).toContain("Key ring");
    const [first] = await listPasskeys(actor);
    await renamePasskey(actor, { passkeyId: first?.id ?? "", name: "Laptop" });
    expect((await listPasskeys(actor)).map(({ name }) => name)).toEqual(["Laptop", "Key ring"]);
  });

  test("[SEC-R20] needs a fresh confirmation: a stolen cookie alone adds none", async () => {
    const actor = await inSession(await makeUser());
    const { challenge } = await creationOptions(actor, browser);
    const answer = new SoftAuthenticator().create(challenge);
    expect(await refusal(addPasskey(unconfirmed(actor), { answer, name: "" }, browser))).toBe("ConfirmationNeeded");
    expect(await refusal(addPasskey(actor, { answer, name: "" }, browser))).toBe("done");
  });

  test("[SEC-R21] a credential belongs to one account", async () => {
    const { key } = await withKey();
    const other = await inSession(await makeUser());
    const { challenge } = await creationOptions(other, browser);
    const answer = key.create(challenge);
    expect(await refusal(addPasskey(other, { answer, name: "" }, browser))).toBe("passkey_refused");
    expect(await getFactors(other.user.id)).toMatchObject({ passkeys: 0 });
  });

  const attacks: Record<string, (actor: UserActor) => Promise<unknown>> = {
    "another origin": async (actor) => {
      const { challenge } = await creationOptions(actor, browser);
      const key = new SoftAuthenticator("https://evil.test");
      return addPasskey(actor, { answer: key.create(challenge), name: "" }, browser);
    },
    "another relying party": async (actor) => {
      const { challenge } = await creationOptions(actor, browser);
      const key = new SoftAuthenticator("http://localhost:3000", "evil.test");
      return addPasskey(actor, { answer: key.create(challenge), name: "" }, browser);
    },
    "another browser's challenge": async (actor) => {
      const { challenge } = await creationOptions(actor, "another browser");
      return addPasskey(actor, { answer: new SoftAuthenticator().create(challenge), name: "" }, browser);
    },
    "another person's challenge": async (actor) => {
      const { challenge } = await creationOptions(await inSession(await makeUser()), browser);
      return addPasskey(actor, { answer: new SoftAuthenticator().create(challenge), name: "" }, browser);
    },
    "a challenge that was made for signing in": async (actor) =>
      addPasskey(
        actor,
        { answer: new SoftAuthenticator().create(await challenge("sign_in", null)), name: "" },
        browser,
      ),
    "no JSON": (actor) => addPasskey(actor, { answer: "{", name: "" }, browser),
    "JSON of another form": (actor) => addPasskey(actor, { answer: '{"id":1}', name: "" }, browser),
  };
  test.each(Object.keys(attacks))("[SEC-R21] refuses %s", async (name) => {
    const actor = await inSession(await makeUser());
    expect(await refusal(attacks[name]?.(actor) ?? Promise.resolve())).toBe("passkey_refused");
    expect(await getFactors(actor.user.id)).toMatchObject({ passkeys: 0 });
  });
});

describe("signing in with a passkey alone", () => {
  const signIn = (answer: string, hash = browser) => signInWithPasskey(outsider(), answer, hash);

  test("[T1] says whose it is; the challenge names nobody's credentials (A2)", async () => {
    const { actor, key } = await withKey();
    const options = await requestOptions({ purpose: "sign_in", userId: null, browserHash: browser });
    expect(options).toMatchObject({ userVerification: "required", allowCredentials: [] });
    expect(await signIn(key.sign(options.challenge))).toMatchObject({ userId: actor.user.id });
  });

  test("[SEC-R21] needs the person to be verified", async () => {
    const { key } = await withKey();
    const answer = key.sign(await challenge("sign_in", null), { verified: false });
    expect(await refusal(signIn(answer))).toBe("passkey_refused");
  });

  test("[SEC-R21] an answer works once, also at the same moment", async () => {
    const { key } = await withKey();
    const answer = key.sign(await challenge("sign_in", null));
    const tries = await race([() => signIn(answer), () => signIn(answer)]);
    expect((await refusals(tries)).sort()).toEqual(["done", "passkey_refused"]);
    expect(await refusal(signIn(answer))).toBe("passkey_refused");
  });

  test("[SEC-R21] a counter that does not go forward is a copy", async () => {
    const { key } = await withKey();
    expect(await refusal(signIn(key.sign(await challenge("sign_in", null))))).toBe("done");
    key.counter = 0;
    expect(await refusal(signIn(key.sign(await challenge("sign_in", null))))).toBe("passkey_refused");
  });

  test("[SEC-R21] a challenge runs out, is one browser's and one purpose's", async () => {
    const { key, actor } = await withKey();
    expect(await refusal(signIn(key.sign(await challenge("sign_in", null, "another"))))).toBe("passkey_refused");
    expect(await refusal(signIn(key.sign(await challenge("confirm", actor.user.id))))).toBe("passkey_refused");
    const late = await challenge("sign_in", null);
    later(6);
    expect(await refusal(signIn(key.sign(late)))).toBe("passkey_refused");
  });

  test("[SEC-R21] a registration signs nobody in, and another key's signature does not either", async () => {
    const { key } = await withKey();
    const registration = key.sign(await challenge("sign_in", null), { type: "webauthn.create" });
    expect(await refusal(signIn(registration))).toBe("passkey_refused");
    const forged = JSON.parse(new SoftAuthenticator().sign(await challenge("sign_in", null)));
    const id = key.id.toString("base64url");
    expect(await refusal(signIn(JSON.stringify({ ...forged, id, rawId: id })))).toBe("passkey_refused");
  });

  test("[T1] removed it opens nothing any more; somebody else's is not found", async () => {
    const { actor, key } = await withKey();
    const [row] = await listPasskeys(actor);
    const passkeyId = row?.id ?? "";
    const other = await inSession(await makeUser());
    expect(await refusal(removePasskey(other, { passkeyId }))).toBe("NotFound");
    expect(await refusal(renamePasskey(other, { passkeyId, name: "Mine" }))).toBe("NotFound");
    await removePasskey(actor, { passkeyId });
    expect(await refusal(signIn(key.sign(await challenge("sign_in", null))))).toBe("passkey_refused");
  });
});

describe("a passkey as the second factor", () => {
  const attempt = (userId: string) =>
    ({ userId, id: newId("halfSignIn"), purpose: "second_factor", browserHash: browser }) as const;

  test("[T1] proves it without a check of the person; another account's proves nothing", async () => {
    const { actor, key } = await withKey();
    const other = await withKey();
    const given = (code: string) => proveFactor(outsider(), attempt(actor.user.id), { kind: "passkey", code });
    const theirs = other.key.sign(await challenge("second_factor", actor.user.id));
    expect(await refusal(given(theirs))).toBe("passkey_refused");
    const mine = key.sign(await challenge("second_factor", actor.user.id), { verified: false });
    expect(await refusal(given(mine))).toBe("done");
    expect(await getFactors(actor.user.id)).toMatchObject({ last: "passkey" });
  });

  test("[A6] it is the strongest: nothing less confirms, but a recovery code", async () => {
    const { actor, key, codes } = await withKey();
    for (const factor of ["totp", "text"] as const)
      expect(await refusal(confirmIdentity(actor, { factor, code: "123456" }, browser))).toBe("factor_missing");
    const code = key.sign(await challenge("confirm", actor.user.id));
    const cookie = await confirmIdentity(actor, { factor: "passkey", code }, browser);
    const again = await actorOf(cookie);
    expect(again.session.methods).toEqual(["password", "passkey"]);
    const recovery = { factor: "recovery_code", code: codes?.[0] } as const;
    expect(await refusal(confirmIdentity(again, recovery, browser))).toBe("done");
  });
});
