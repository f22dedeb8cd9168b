import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db, rawSql } from "@/db/client";
import { auditEntries, invitations, outboxMessages, securityNotices, users } from "@/db/schema";
import { nowhere, type OrgActor, type OutsideActor } from "@/lib/authz/actor";
import { setClock } from "@/lib/clock";
import { newId, newNumericId } from "@/lib/ids";
import { acceptInvitation } from "@/lib/invitations/acceptance";
import { inviteMembers, resendInvitation, revokeInvitation } from "@/lib/invitations/invitations";
import { linkToken } from "@/lib/links";
import { resetDatabase } from "@/lib/testing/reset-database";
import { pendingReset } from "@/lib/users/password-reset";
import { completeSignUp, signUp } from "@/lib/users/sign-up";
import { handlers } from "./tasks";

const outside: OutsideActor = { kind: "outside", userId: null, origin: nowhere };
const job = { id: "41" };

afterEach(resetDatabase);

import { makeUser as makePerson } from "@/lib/testing/factories";

describe("send_invitation", () => {
  it("[I1] mails who invites whom to what, and the link of the present version", async () => {
    const owner = await makeOwner();
    const { invitation } = await invite(owner, "grace@acme.test");
    await handlers.send_invitation({ invitationId: invitation.id, version: 1 }, job);
    const [mail] = await outbox();
    expect(mail?.recipient).toBe("grace@acme.test");
    expect(mail?.subject).toBe("Ada Lovelace invites you to Acme");
    expect(mail?.text).toContain(`/invite/${linkToken("invitation.mail", invitation.id, 1)}`);
    expect(mail?.html).toContain("Billing admin");
  });

  it("[I1] sends nothing once it was revoked, sent again or has expired", async () => {
    const owner = await makeOwner();
    const revoked = await invite(owner, "a@acme.test");
    await revokeInvitation(owner, revoked.invitation.id);
    await handlers.send_invitation({ invitationId: revoked.invitation.id, version: 1 }, job);
    const resent = await invite(owner, "b@acme.test");
    await resendInvitation(owner, resent.invitation.id);
    await handlers.send_invitation({ invitationId: resent.invitation.id, version: 1 }, job);
    const restore = setClock(() => new Date(Date.now() + 8 * 24 * 3600 * 1000));
    await handlers.send_invitation({ invitationId: resent.invitation.id, version: 2 }, job);
    restore();
    await handlers.send_invitation({ invitationId: "inv_unknown", version: 1 }, job);
    expect(await outbox()).toEqual([]);
    await handlers.send_invitation({ invitationId: resent.invitation.id, version: 2 }, job);
    expect(await outbox()).toHaveLength(1);
  });

  it("[I3] tells the inviter who accepted, while both are members", async () => {
    const owner = await makeOwner();
    const { invitation } = await invite(owner, "grace@acme.test");
    const grace = await makeUser("Grace Mwangi", "grace@acme.test");
    await acceptInvitation(grace, linkToken("invitation.mail", invitation.id, 1));
    await handlers.send_invitation_accepted({ invitationId: invitation.id }, job);
    expect(await outbox()).toMatchObject([{ recipient: owner.user.email, subject: "Grace Mwangi joined Acme" }]);
    await rawSql()`delete from members where user_id = ${grace.user.id}`;
    await handlers.send_invitation_accepted({ invitationId: invitation.id }, job);
    expect(await outbox()).toHaveLength(1);
  });
});

describe("send_sign_up_link", () => {
  it("[A1] mails a link that makes the account", async () => {
    const signUpId = await askSignUp("new@acme.test");
    await handlers.send_sign_up_link({ signUpId }, job);
    const [mail] = await outbox();
    const token = /\/verify-email\/(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
    await completeSignUp(outside, token, { browserHash: "browser" });
    expect(await db().select().from(users).where(eq(users.email, "new@acme.test"))).toHaveLength(1);
    await handlers.send_sign_up_link({ signUpId }, job);
    expect(await outbox()).toHaveLength(1);
  });

  it("[A2] tells an address with an account that it has one, without a link that confirms", async () => {
    await makeUser("Grace", "grace@acme.test");
    const signUpId = await askSignUp("grace@acme.test");
    await handlers.send_sign_up_link({ signUpId }, job);
    const [mail] = await outbox();
    expect(mail?.subject).toBe("You have an account already");
    expect(`${mail?.text}${mail?.html}`).not.toContain("verify-email");
  });
});

describe("mails about an account", () => {
  it("[A3] mails a reset link that can be used, and nothing to an unknown address", async () => {
    await makeUser("Grace", "grace@acme.test");
    await handlers.send_password_reset({ email: "nobody@acme.test" }, job);
    await handlers.send_password_reset({ email: "grace@acme.test" }, job);
    const [mail, ...others] = await outbox();
    expect(others).toEqual([]);
    const token = /\/reset-password\/(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
    expect(await pendingReset(outside, token)).toEqual({ email: "grace@acme.test", name: "Grace" });
  });

  it("[A4] mails a link for one browser", async () => {
    await makeUser("Grace", "grace@acme.test");
    await handlers.send_browser_link({ email: "grace@acme.test" }, job);
    await handlers.send_browser_link({ email: "nobody@acme.test" }, job);
    const mails = await outbox();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toMatch(/\/sign-in\/browser\/brw_[0-9a-z]{24}\.[\w-]{43}\n/);
  });

  it("[SEC-R12] tells of a changed password, with no secret in the mail", async () => {
    const grace = await makeUser("Grace", "grace@acme.test");
    const at = new Date();
    const notice = { userId: grace.user.id, kind: "password_changed", email: grace.user.email, createdAt: at };
    const [row] = await db()
      .insert(securityNotices)
      .values({ ...notice, id: newId("notice"), expiresAt: new Date(at.getTime() + 60_000), ip: "203.0.113.7" })
      .returning();
    await handlers.send_security_notice({ noticeId: row?.id ?? "" }, job);
    const [mail] = await outbox();
    expect(mail?.subject).toBe("Your password was changed");
    expect(mail?.text).toMatch(/\/not-me\/snt_[0-9a-z]{24}\.[\w-]{43}\n/);
    expect(mail?.text).toContain("203.0.113.7");
    expect(mail?.text).not.toContain("usr_");
  });

  it("[I2] mails a code of six digits to an address that is not proven, and none to one that is", async () => {
    const owner = await makeOwner();
    const grace = await makeUser("Grace", "grace@acme.test");
    await handlers.send_email_code({ userId: grace.user.id }, job);
    expect(await outbox()).toEqual([]);
    await rawSql()`update users set email_proven_at = null, limited_to_org_id = ${owner.org.id} where id = ${grace.user.id}`;
    await handlers.send_email_code({ userId: grace.user.id }, job);
    expect((await outbox())[0]?.subject).toMatch(/^\d{6} is your code$/);
  });
});

describe("note_sign_in_failure", () => {
  it("[L1] [C5] is seen by the account and in each org of it, and leaves no trace of an unknown address", async () => {
    const owner = await makeOwner();
    const payload = { ip: "203.0.113.7", agent: "curl" };
    await handlers.note_sign_in_failure({ email: "nobody@acme.test", ...payload }, job);
    await handlers.note_sign_in_failure({ email: owner.user.email, ...payload }, job);
    const entries = await db().select().from(auditEntries).where(eq(auditEntries.action, "user.sign_in_failed"));
    const facts = { objectId: owner.user.id, ip: "203.0.113.7", actorKind: "outside", actorId: null };
    const chains = new Map(entries.map((entry) => [entry.chain, entry]));
    expect([...chains.keys()].sort()).toEqual([`org:${owner.org.id}`, `user:${owner.user.id}`]);
    for (const entry of entries) expect(entry).toMatchObject(facts);
  });
});

describe("clean_up", () => {
  it("forgets what ran out long ago and keeps the rest", async () => {
    const old = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    const message = { kind: "mail" as const, recipient: "a@b.test", subject: "s", html: null, text: "t" };
    await db()
      .insert(outboxMessages)
      .values([
        { ...message, id: "msg_old", createdAt: old },
        { ...message, id: "msg_new", createdAt: new Date() },
      ]);
    await rawSql()`insert into rate_limits (key, points, expire) values ('old', 1, ${old.getTime()}), ('new', 1, ${Date.now() + 60_000})`;
    await askSignUp("new@acme.test");
    await handlers.clean_up({}, job);
    expect((await outbox()).map((row) => row.id)).toEqual(["msg_new"]);
    expect(await rawSql()`select key from rate_limits where key in ('old', 'new')`).toMatchObject([{ key: "new" }]);
    expect(await rawSql()`select 1 from sign_ups`).toHaveLength(1);
  });
});

function outbox() {
  return db().select().from(outboxMessages).orderBy(outboxMessages.createdAt);
}

async function askSignUp(email: string): Promise<string> {
  await signUp(
    outside,
    { name: "New Person", email, password: "seven quiet lamps at noon", orgName: "Newcomers", timezone: "UTC" },
    "browser",
  );
  const [row] = await rawSql()<{ id: string }[]>`select id from sign_ups where email = ${email}`;
  return row?.id ?? "";
}

async function invite(owner: OrgActor, email: string) {
  await inviteMembers(owner, { emails: [email], role: "billing_admin", projects: [], projectRole: "admin", teams: [] });
  const [invitation] = await db().select().from(invitations).where(eq(invitations.email, email));
  if (!invitation) throw new Error("not invited");
  return { invitation };
}

const makeUser = (name: string, email: string) => makePerson({ name, email });

async function makeOwner(): Promise<OrgActor> {
  const person = await makeUser("Ada Lovelace", `${newId("user").slice(4)}@acme.test`);
  const id = newNumericId();
  await rawSql().begin(async (sql) => {
    await sql`insert into orgs (id, name, plan, created_by) values (${id}, 'Acme', 'free', ${person.user.id})`;
    await sql`insert into members (org_id, user_id, role, joined_at) values (${id}, ${person.user.id}, 'owner', now())`;
  });
  return {
    ...person,
    org: { id, name: "Acme", plan: "free", createdAt: new Date(), twoFactorFrom: null, trustedDevices: true },
    role: "owner",
  };
}
