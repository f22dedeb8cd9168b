import { randomBytes } from "node:crypto";
import { rawSql } from "@/db/client";
import { demoPassword } from "@/db/seed/demo-password";
import { redeemTicket } from "@/lib/auth/finish-sign-in";
import { passwordFits } from "@/lib/auth/password-hash";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { sha256 } from "@/lib/crypto";
import { newSecret } from "@/lib/ids";
import { byTurns, timeOf } from "./load";
import { atMost, type Line, median } from "./table";

const email = "owner@demo.test";

/** Throttle, password, ticket, session and audit entries, one after the other, against the password's hash alone. */
export async function measureSignIn(rounds: number): Promise<Line[]> {
  const password = await demoPassword();
  const [user] = await rawSql()`select password_hash from users where email = ${email}`;
  const values = await byTurns(
    {
      bare: () => timeOf(() => passwordFits(password, user?.password_hash)),
      ours: () => timeOf(() => signIn(password)),
    },
    rounds,
  );
  const [ours, bare] = [median(values.get("ours") ?? []), median(values.get("bare") ?? [])];
  const detail = `${ours.toFixed(1)} ms, hash ${bare.toFixed(1)} ms`;
  return [atMost("Sign-in until the session is there, against its password hash", ours / bare, 1.2, detail)];
}

async function signIn(password: string): Promise<void> {
  const [ticket, browser] = [newSecret(), newSecret()];
  // A different address each time: what is measured is no attack.
  const ip = `2001:db8::${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}`;
  const origin = { ip, agent: "Bench", requestId: null };
  const { userId } = await signInWithPassword({ kind: "outside", userId: null, origin }, { email, password }, null);
  await rawSql()`
    insert into sign_in_tickets (ticket_hash, browser_hash, user_id, methods, created_at, expires_at)
    values (${sha256(ticket)}, ${sha256(browser)}, ${userId}, ${["password"]}, now(), now() + interval '1 minute')`;
  if (!(await redeemTicket(ticket, browser, origin))) throw new Error("The ticket was refused.");
}
