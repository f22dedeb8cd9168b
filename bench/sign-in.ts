import { randomBytes } from "node:crypto";
import { rawCounters, rawSql } from "@/db/client";
import { demoPassword } from "@/db/seed/demo-password";
import { redeemTicket } from "@/lib/auth/finish-sign-in";
import { passwordFits } from "@/lib/auth/password-hash";
import { proveFactor } from "@/lib/auth/second-factor";
import { signInWithPassword } from "@/lib/auth/sign-in";
import type { Origin } from "@/lib/authz/actor";
import { encrypt, sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { placeOfSecret } from "@/lib/secret-places";
import { totpCode } from "@/lib/testing/totp";
import { newTotpSecret } from "@/lib/two-factor/totp";
import { byTurns, timeOf } from "./load";
import { atMost, type Line, median } from "./table";

const email = "owner@demo.test";

/**
 * Throttle, password, ticket, session and audit entries, one after the other, against the password's hash alone; then
 * with the half-way state and the code of an app between.
 */
export async function measureSignIn(rounds: number): Promise<Line[]> {
  const password = await demoPassword();
  const [user] = await rawSql()`select password_hash from users where email = ${email}`;
  const secret = await setUpApp();
  const values = await byTurns(
    {
      bare: () => timeOf(() => passwordFits(password, user?.password_hash)),
      ours: () => timeOf(() => signIn(password)),
      totp: async () => {
        await rawSql()`update second_factors set last_step = null where secret is not null`;
        const code = totpCode(secret, new Date());
        return timeOf(() => signIn(password, code));
      },
    },
    rounds,
  );
  await rawSql()`delete from second_factors where user_id = (select id from users where email = ${email})`;
  const [ours, bare, totp] = ["ours", "bare", "totp"].map((name) => median(values.get(name) ?? [])) as number[];
  const took = (ms = 0) => `${ms.toFixed(1)} ms`;
  return [
    atMost(
      "Sign-in until the session is there, against its password hash",
      (ours ?? 0) / (bare ?? 1),
      1.2,
      `${took(ours)}, hash ${took(bare)}`,
    ),
    atMost(
      "Sign-in with a code of an app, against sign-in without",
      (totp ?? 0) / (ours ?? 1),
      1.15,
      `${took(totp)}, without ${took(ours)}`,
    ),
  ];
}

/** An app for the owner of the demo. Gives its secret. */
async function setUpApp(): Promise<string> {
  const [id, secret] = [newId("secondFactor"), newTotpSecret()];
  const stored = encrypt(secret, placeOfSecret("second_factors.secret", id));
  await rawSql()`
    insert into second_factors (id, user_id, kind, secret, created_at, confirmed_at)
    select ${id}, id, 'totp', ${stored}, now(), now() from users where email = ${email}`;
  return secret;
}

async function signIn(password: string, code?: string): Promise<void> {
  const [ticket, browser] = [newSecret(), newSecret()];
  // A different address each time: what is measured is no attack.
  const ip = `2001:db8::${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}`;
  const origin = { ip, agent: "Bench", requestId: null };
  const { userId } = await signInWithPassword({ kind: "outside", userId: null, origin }, { email, password }, null);
  if (code) await proveCode(userId, code, origin);
  await rawSql()`
    insert into sign_in_tickets (ticket_hash, browser_hash, user_id, methods, created_at, expires_at)
    values (${sha256(ticket)}, ${sha256(browser)}, ${userId}, ${["password"]}, now(), now() + interval '1 minute')`;
  if (!(await redeemTicket(ticket, browser, origin))) throw new Error("The ticket was refused.");
}

async function proveCode(userId: string, code: string, origin: Origin): Promise<void> {
  const id = newId("halfSignIn");
  await rawCounters()`
    insert into half_sign_ins (id, token_hash, browser_hash, user_id, methods, return_to, created_at, expires_at)
    values (${id}, ${id}, 'bench', ${userId}, ${["password"]}, '/', now(), now() + interval '10 minutes')`;
  await rawCounters()`select user_id from half_sign_ins where token_hash = ${id} and used_at is null`;
  const attempt = { id, userId, purpose: "second_factor", browserHash: null } as const;
  await proveFactor({ kind: "outside", userId, origin }, attempt, { kind: "totp", code });
  await rawCounters()`update half_sign_ins set used_at = now() where id = ${id}`;
}
