import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { signUps, users } from "@/db/schema";
import { hashPassword, passwordFits } from "@/lib/auth/password-hash";
import { assertGoodPassword } from "@/lib/auth/password-rules";
import { endSessions } from "@/lib/auth/sessions";
import type { OutsideActor } from "@/lib/authz/actor";
import { env } from "@/lib/env";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { tokenFits, tokenId } from "@/lib/links";
import { type Change, mutate } from "@/lib/mutate";
import { insertOrg } from "@/lib/orgs/orgs";
import { assertLimit } from "@/lib/rate-limit";
import { addressHeld } from "./address";
import type { SignUpInput } from "./schemas";

/**
 * A1: no account, organization or session exists before the e-mail is verified. The answer, and the work done for it,
 * is the same for an address that has an account; what the mail then says is decided by the job.
 *
 * Somebody else may have signed up with this address: the password is asked for again unless the link is opened in
 * the browser that signed up, so nobody finishes an account whose password a stranger chose.
 */
const signUpHours = 24;

export async function signUp(actor: OutsideActor, input: SignUpInput, browserHash: string): Promise<void> {
  if (env().SIGN_UP === "invited") {
    throw new RuleBroken(
      "sign_up_closed",
      "New accounts need an invitation here. Ask an owner or admin of your organization.",
    );
  }
  await assertLimit("sign-up.address", actor.origin.ip ?? "unknown");
  await assertGoodPassword(input.password, input);
  await assertLimit("sign-up.email", input.email);
  const passwordHash = await hashPassword(input.password);
  const id = newId("signUp");
  await mutate(actor, async ({ tx, audit, enqueue, now }) => {
    const { name, email, orgName } = input;
    const timezone = knownTimezone(input.timezone);
    await tx.insert(signUps).values({
      id,
      email,
      name,
      orgName,
      passwordHash,
      browserHash,
      timezone,
      createdAt: now,
      expiresAt: hoursAfter(now),
    });
    audit({ userId: id, action: "user.sign_up_asked", object: { type: "user", id } });
    await enqueue("send_sign_up_link", { signUpId: id });
  });
}

/** What the page of a link says: for whom it is, and whether this browser must give the password again. */
export type PendingSignUp = { email: string; orgName: string; needsPassword: boolean };

export function pendingSignUp(actor: OutsideActor, token: string, browserHash: string | null): Promise<PendingSignUp> {
  return mutate(actor, async ({ tx, now }) => {
    const row = await findPending(tx, token, now);
    return { email: row.email, orgName: row.orgName, needsPassword: row.browserHash !== browserHash };
  });
}

/** Makes the account, the organization with this person as Owner, and its first project. Works once. */
export async function completeSignUp(
  actor: OutsideActor,
  token: string,
  proof: { browserHash: string | null; password?: string },
): Promise<{ userId: string; orgId: number }> {
  await assertLimit("token.address", actor.origin.ip ?? "unknown");
  const pending = await mutate(actor, ({ tx, now }) => findPending(tx, token, now));
  if (pending.browserHash !== proof.browserHash) {
    if (!(await passwordFits(proof.password ?? "", pending.passwordHash))) {
      throw new RuleBroken("wrong_credentials", "That is not the password this sign-up was made with.", {
        field: "password",
      });
    }
  }
  return mutate(actor, async (change) => {
    const { tx, audit, now } = change;
    const row = await findPending(tx, token, now, true);
    const userId = await makeAccount(change, row);
    const timezone = row.timezone ?? "UTC";
    const orgId = await insertOrg(tx, { name: row.orgName, ownerId: userId, timezone, now }, audit);
    await tx.update(signUps).set({ usedAt: now }).where(eq(signUps.id, row.id));
    return { userId, orgId };
  });
}

/**
 * The account of a verified sign-up. One that was made with this address through a copied link, and never proved it,
 * becomes the account of whoever proves it now: with their password, and without the sessions it had.
 */
async function makeAccount(
  { tx, audit, now }: Change<OutsideActor>,
  row: typeof signUps.$inferSelect,
): Promise<string> {
  const [taken] = await tx
    .select({ id: users.id, provenAt: users.emailProvenAt })
    .from(users)
    .where(eq(users.email, row.email))
    .for("update");
  if (taken?.provenAt) throw new RuleBroken("link_used", "This address has an account already. Sign in with it.");
  if (!taken && (await addressHeld(tx, row.email, now))) {
    const message = "Another account had this address until lately and may take it back. Sign up again in a week.";
    throw new RuleBroken("link_invalid", message);
  }
  const userId = taken?.id ?? newId("user");
  const account = {
    name: row.name,
    passwordHash: row.passwordHash,
    passwordChangedAt: row.createdAt,
    emailProvenAt: now,
    limitedToOrgId: null,
    timezone: row.timezone,
  };
  if (taken) {
    await tx.update(users).set(account).where(eq(users.id, userId));
    await endSessions(tx, userId, {}, userId);
    audit({ userId, action: "user.email_proven", object: { type: "user", id: userId }, after: { through: "sign_up" } });
  } else {
    await tx.insert(users).values({ ...account, id: userId, email: row.email, createdAt: now });
    audit({ userId, action: "user.created", object: { type: "user", id: userId }, after: { through: "sign_up" } });
  }
  return userId;
}

async function findPending(tx: Tx, token: string, now: Date, lock = false) {
  const id = tokenId(token);
  if (!id || !tokenFits(token, "sign-up", id)) throw badLink();
  const query = tx.select().from(signUps).where(eq(signUps.id, id));
  const [row] = lock ? await query.for("update") : await query;
  if (!row) throw badLink();
  if (row.usedAt) throw new RuleBroken("link_used", "This link has been used. Sign in with your e-mail and password.");
  if (row.expiresAt <= now)
    throw new RuleBroken("link_expired", "This link has run out after 24 hours. Sign up again to get a new one.");
  return row;
}

function badLink(): RuleBroken {
  return new RuleBroken("link_invalid", "This link is not complete. Open it from the e-mail again, or sign up anew.");
}

function hoursAfter(now: Date): Date {
  return new Date(now.getTime() + signUpHours * 3600 * 1000);
}

/** The browser's timezone when it is one we know; else none, and UTC is shown. */
export function knownTimezone(name: string | undefined): string | null {
  return name && (name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name)) ? name : null;
}
