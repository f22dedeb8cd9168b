import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { emailChanges, members, passwordResets, signInTickets, users } from "@/db/schema";
import { sessionUser } from "@/lib/auth/sessions";
import { nowhere, type UserActor } from "@/lib/authz/actor";
import { now, setClock } from "@/lib/clock";
import { newSecret } from "@/lib/ids";
import { linkToken } from "@/lib/links";
import { auditedOf, idsOf, signedIn, userRow } from "@/lib/testing/account";
import { auditedIn, makeOrg, makeUser, outsider, someEmail, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import {
  askEmailChange,
  cancelEmailChange,
  confirmEmailChange,
  emailChangeToSend,
  pendingEmailChange,
  resendEmailChange,
} from "./email-change";
import { resetPassword, startPasswordReset } from "./password-reset";
import { openNotice, refuseNotice } from "./security-notices";
import { completeSignUp, signUp } from "./sign-up";

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

const day = 24 * 3600 * 1000;
function later(ms: number) {
  resetClock?.();
  const at = Date.now() + ms;
  resetClock = setClock(() => new Date(at));
}

async function asked(actor?: UserActor, email = someEmail()) {
  const user = actor ?? (await makeUser());
  await askEmailChange(user, { email });
  const changeId = (await idsOf(user, "email_changes")).at(-1) ?? "";
  return { user, email, changeId, token: linkToken("email-change", changeId) };
}

/** The link of the notice that the old address got. */
async function undoToken(user: UserActor) {
  return linkToken("not-me", (await idsOf(user, "security_notices")).at(-1) ?? "");
}

describe("changing the e-mail address", () => {
  test("[C1] [SEC-D10] holds once the new one opened its link, everywhere; both hear of it, other sessions end", async () => {
    const { user, email, changeId, token } = await asked();
    const org = await makeOrg({ owner: user });
    expect(await waitingJobs("send_email_change", changeId)).toHaveLength(1);
    expect(await emailChangeToSend(changeId)).toMatchObject({ email, taken: false });
    expect((await userRow(user)).email).toBe(user.user.email);
    expect(await pendingEmailChange(user, token)).toEqual({ email });
    const [here, elsewhere] = [await signedIn(user), await signedIn(user)];
    await confirmEmailChange(here, token);
    expect(await Promise.all([here, elsewhere].map(({ cookie }) => sessionUser(cookie)))).toEqual([user.user.id, null]);
    expect((await userRow(user)).email).toBe(email);
    const [member] = await db().select().from(members).where(eq(members.userId, user.user.id));
    expect(member?.email).toBe(email);
    const notices = await db().execute(
      sql`select kind, email from security_notices where user_id = ${user.user.id} order by created_at, kind`,
    );
    expect([...notices]).toEqual([
      { kind: "email_asked", email: user.user.email },
      { kind: "email_changed", email: user.user.email },
    ]);
    expect(await auditedIn(org.org.id)).toEqual(["user.email_changed"]);
    expect(await auditedOf(user)).toEqual(["user.email_change_asked", "user.email_changed"]);
    const [told] = await db().execute(
      sql`select count(*)::int as count from audit_entries where coalesce(before, '{}')::text || coalesce(after, '{}')::text like ${`%${email}%`}`,
    );
    expect(told?.count).toBe(0);
  });

  test("[A6] needs a confirmation, and leaves nothing without one", async () => {
    const user = unconfirmed(await makeUser());
    expect(await refusal(askEmailChange(user, { email: someEmail() }))).toBe("ConfirmationNeeded");
    expect(await idsOf(user, "email_changes")).toEqual([]);
  });

  test("[C1] its link works once, for a day, for this account alone; asking anew or cancelling ends it", async () => {
    const first = await asked();
    const stranger = await makeUser();
    expect(await refusal(confirmEmailChange(stranger, first.token))).toBe("link_invalid");
    expect(await refusal(confirmEmailChange(first.user, linkToken("password-reset", first.changeId)))).toBe(
      "link_invalid",
    );
    const second = await asked(first.user);
    expect(await refusal(confirmEmailChange(first.user, first.token))).toBe("link_used");
    expect(await emailChangeToSend(first.changeId)).toBeNull();
    expect(await resendEmailChange(first.user)).toEqual({ email: second.email });
    await cancelEmailChange(first.user);
    expect(await refusal(confirmEmailChange(first.user, second.token))).toBe("link_used");
    expect(await refusal(cancelEmailChange(first.user))).toBe("changed_meanwhile");
    const third = await asked(first.user);
    later(day + 1000);
    expect(await refusal(confirmEmailChange(first.user, third.token))).toBe("link_expired");
    later(day - 60_000);
    expect(await refusal(confirmEmailChange(first.user, third.token))).toBe("done");
    expect(await refusal(confirmEmailChange(first.user, third.token))).toBe("link_used");
  });

  test("[A2] [C1] a taken address answers the same; only its mailbox learns of it, and the link is none", async () => {
    const other = await makeUser();
    const { user, changeId, token } = await asked(undefined, other.user.email);
    expect(await emailChangeToSend(changeId)).toMatchObject({ email: other.user.email, taken: true });
    expect(await refusal(confirmEmailChange(user, token))).toBe("link_invalid");
    expect((await userRow(user)).email).toBe(user.user.email);
  });

  test("[C1] one's own address, and an account that is not proven", async () => {
    const user = await makeUser();
    expect(await refusal(askEmailChange(user, { email: user.user.email }))).toBe("invalid");
    const org = await makeOrg();
    const unproven = await makeUser({ limitedToOrgId: org.org.id });
    expect(await refusal(askEmailChange(unproven, { email: someEmail() }))).toBe("email_unproven");
  });

  test("[C1] two people take one free address at the same moment: one has it", async () => {
    const email = someEmail();
    const [a, b] = [await asked(undefined, email), await asked(undefined, email)];
    const runs = [a, b].map(
      ({ user, token }) =>
        () =>
          confirmEmailChange(user, token),
    );
    const answers = await refusals(await race(runs));
    expect(answers.sort()).toEqual(["done", "link_invalid"]);
    expect(await db().select().from(users).where(eq(users.email, email))).toHaveLength(1);
  });

  test("[C1] a link for a new password in the old mailbox dies with the change", async () => {
    const { user, token } = await asked();
    await startPasswordReset({ kind: "system", userId: null, origin: nowhere }, user.user.email);
    await confirmEmailChange(user, token);
    const [reset] = await db().select().from(passwordResets).where(eq(passwordResets.userId, user.user.id));
    expect(reset?.usedAt).not.toBeNull();
  });

  test("[C1] asking is limited for the person and for the address", async () => {
    const email = someEmail();
    const answers: string[] = [];
    for (let time = 0; time < 5; time += 1) answers.push(await refusal(askEmailChange(await makeUser(), { email })));
    expect(answers).toEqual(["done", "done", "done", "done", "limit_reached"]);
  });
});

describe("taking a change back", () => {
  test("[C1] the old address gets the account again, every session ends, and a reset begins", async () => {
    const user = await makeUser({ password: "an old password of long standing" });
    const { token, email } = await asked(user);
    await confirmEmailChange(user, token);
    const thief = await signedIn(user);
    const undo = await undoToken(user);
    const theirs = await startPasswordReset({ kind: "system", userId: null, origin: nowhere }, email);
    await db()
      .insert(signInTickets)
      .values({
        ticketHash: newSecret(),
        browserHash: "thief",
        userId: user.user.id,
        methods: ["password"],
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + 60_000),
      });
    expect(await openNotice(outsider(), undo)).toMatchObject({ kind: "email_changed", email: user.user.email });
    expect((await userRow(user)).email).toBe(email);
    expect(await refuseNotice(outsider(), undo, null)).toEqual({ email: user.user.email });
    expect(await userRow(user)).toMatchObject({ email: user.user.email, passwordHash: null });
    expect(await sessionUser(thief.cookie)).toBeNull();
    const link = linkToken("password-reset", theirs?.resetId ?? "");
    expect(await refusal(resetPassword(outsider(), link, "nine quiet herons over the marsh"))).toBe("link_used");
    expect(await db().select().from(signInTickets).where(eq(signInTickets.userId, user.user.id))).toEqual([]);
    expect(await waitingJobs("send_password_reset", user.user.email)).toHaveLength(1);
    expect(await refusal(refuseNotice(outsider(), undo, null))).toBe("link_used");
  });

  test("[C1] within seven days, also past a second change, and not after", async () => {
    const { user, token } = await asked();
    await confirmEmailChange(user, token);
    const undo = await undoToken(user);
    const moved = { ...user, user: { ...user.user, email: (await userRow(user)).email } };
    const second = await asked(moved);
    await confirmEmailChange(moved, second.token);
    later(7 * day + 1000);
    expect(await refusal(refuseNotice(outsider(), undo, null))).toBe("link_expired");
    later(7 * day - 60_000);
    expect(await refusal(refuseNotice(outsider(), undo, null))).toBe("done");
    expect((await userRow(user)).email).toBe(user.user.email);
    const open = await db().select().from(emailChanges).where(eq(emailChanges.userId, user.user.id));
    expect(open.every((change) => change.undoneAt)).toBe(true);
  });

  test("[C1] [SEC-R12] older notices in the old mailbox open nothing once the address is another's", async () => {
    const { user, token } = await asked();
    const older = await undoToken(user);
    expect(await openNotice(outsider(), older)).toMatchObject({ kind: "email_asked" });
    await confirmEmailChange(user, token);
    expect(await refusal(refuseNotice(outsider(), older, null))).toBe("link_expired");
  });

  test("[C1] nobody else gets the old address meanwhile, by sign-up or by another change", async () => {
    const { user, token } = await asked();
    await confirmEmailChange(user, token);
    const old = user.user.email;
    const input = { name: "Eve", email: old, orgName: "Eve's", password: "nine quiet herons over the marsh" };
    await signUp(outsider(), input, "browser");
    const [row] = await db().execute<{ id: string }>(sql`select id from sign_ups where email = ${old}`);
    const link = linkToken("sign-up", row?.id ?? "");
    expect(await refusal(completeSignUp(outsider(), link, { browserHash: "browser" }))).toBe("link_invalid");
    const other = await asked(undefined, old);
    expect(await refusal(confirmEmailChange(other.user, other.token))).toBe("link_invalid");
    later(7 * day + 1000);
    expect(await refusal(completeSignUp(outsider(), link, { browserHash: "browser" }))).toBe("link_expired");
    const user2 = await makeUser();
    const mine = await asked({ ...user2, session: { ...user2.session, confirmedAt: now() } }, old);
    expect(await refusal(confirmEmailChange(mine.user, mine.token))).toBe("done");
  });
});
