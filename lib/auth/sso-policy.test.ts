import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { connections, domains, members, orgs, passwordResets, signInTickets, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { nowhere } from "@/lib/authz/actor";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { joinThroughInvitation } from "@/lib/invitations/acceptance";
import { inviteMembers } from "@/lib/invitations/invitations";
import { handlers } from "@/lib/jobs/tasks";
import { linkToken } from "@/lib/links";
import { makeConnection, setStage } from "@/lib/testing/connections";
import { addMember, auditedIn, makeOrg, makeUser, outsider, waitingJobs } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { askEmailChange } from "@/lib/users/email-change";
import { resetPassword } from "@/lib/users/password-reset";
import { redeemTicket } from "./finish-sign-in";
import { signInWithPassword } from "./sign-in";

/** What the domain of an e-mail decides before anybody is signed in (A2, S3). */
const password = "a password that is long enough";
let count = 0;

async function makePlace(stage: "draft" | "optional" | "required", role: OrgActor["role"] = "member") {
  count += 1;
  const domain = `policy${count}.test`;
  const owner = await makeOrg();
  const person = await addMember(owner, role, await makeUser({ email: `ada@${domain}`, password }));
  const connectionId = await makeConnection(owner, { stage, domain });
  return { owner, person, domain, connectionId, email: person.user.email };
}

const enrol = (userId: string) =>
  db().update(users).set({ twoFactorEnrolledAt: new Date() }).where(eq(users.id, userId));
const signIn = (email: string, typed = password) =>
  signInWithPassword(outsider(), { email, password: typed }, "a browser");

describe("[A2] the domain alone decides the next step", () => {
  test("for every address of it, with an account or without, and only where it counts", async () => {
    const place = await makePlace("required");
    const expected = { orgId: place.owner.org.id, connectionId: place.connectionId, name: "Our directory" };
    for (const who of ["ada", "nobody"]) {
      expect(await ssoOfEmail(`${who}@${place.domain}`)).toEqual({ ...expected, stage: "required" });
    }
    await setStage(place.connectionId, "optional");
    expect((await ssoOfEmail(place.email))?.stage).toBe("optional");
    for (const spoil of [
      () => setStage(place.connectionId, "draft"),
      () => db().update(domains).set({ verifiedAt: null }).where(eq(domains.domain, place.domain)),
      () => db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, place.owner.org.id)),
      () => db().update(orgs).set({ deletedAt: new Date() }).where(eq(orgs.id, place.owner.org.id)),
    ]) {
      await spoil();
      expect(await ssoOfEmail(place.email)).toBeNull();
      await setStage(place.connectionId, "required");
      await db().update(domains).set({ verifiedAt: new Date() }).where(eq(domains.domain, place.domain));
      await db().update(orgs).set({ plan: "enterprise", deletedAt: null }).where(eq(orgs.id, place.owner.org.id));
    }
    expect(await ssoOfEmail(`ada@sub.${place.domain}`)).toBeNull();
  });
});

describe("[S3] a password where single sign-on is required", () => {
  /** What a sign-in leaves behind, whoever it was. */
  async function left(email: string, typed?: string) {
    const before = await db().execute(sql`select count(*)::int as n from sign_in_failures`);
    const error = await signIn(email, typed).catch((caught: unknown) => caught);
    const after = await db().execute(sql`select count(*)::int as n from sign_in_failures`);
    const jobs = await waitingJobs("note_sign_in_failure", email);
    const { code, message, field } = error as { code: string; message: string; field: string };
    return { code, message, field, rows: Number(after[0]?.n) - Number(before[0]?.n), jobs: jobs.length };
  }

  test("[A2] answers like a wrong one to those who may not, and leaves the same", async () => {
    const place = await makePlace("required");
    const right = await left(place.email);
    expect(right).toMatchObject({ code: "wrong_credentials", jobs: 1 });
    const wrong = await left((await makePlace("required")).email, "not the password at all");
    const nobody = await left(`nobody@${place.domain}`);
    expect([wrong, nobody]).toEqual([right, right]);
  });

  test("goes on where it is optional or a draft, for people of other orgs, and where the org wants a factor beside it", async () => {
    for (const stage of ["draft", "optional"] as const) {
      const place = await makePlace(stage);
      expect((await signIn(place.email)).userId, stage).toBe(place.person.user.id);
    }
    const elsewhere = await makePlace("required");
    await addMember(await makeOrg(), "member", elsewhere.person);
    expect((await signIn(elsewhere.email)).userId).toBe(elsewhere.person.user.id);
    const beside = await makePlace("required");
    await db().update(orgs).set({ ssoIsTwoFactor: false }).where(eq(orgs.id, beside.owner.org.id));
    expect((await signIn(beside.email)).userId).toBe(beside.person.user.id);
    // A claim by an org they are no member of binds nobody.
    const foreign = await makePlace("required");
    await db().delete(members).where(eq(members.userId, foreign.person.user.id));
    expect((await signIn(foreign.email)).userId).toBe(foreign.person.user.id);
  });

  test("is the way back in for owners and admins with a second factor; all owners hear of each use", async () => {
    for (const role of ["owner", "admin"] as const) {
      const place = await makePlace("required", role);
      expect(await refusal(signIn(place.email))).toBe("wrong_credentials");
      await enrol(place.person.user.id);
      const { userId } = await signIn(place.email);
      const [ticket, browser] = [newSecret(), newSecret()];
      await db()
        .insert(signInTickets)
        .values({
          ticketHash: sha256(ticket),
          browserHash: sha256(browser),
          userId,
          methods: ["password", "totp"],
          createdAt: new Date(),
          expiresAt: new Date(Date.now() + 60_000),
        });
      expect(await redeemTicket(ticket, browser, nowhere)).not.toBeNull();
      expect(await auditedIn(place.owner.org.id)).toContain("connection.bypassed");
      const [job] = await waitingJobs("send_way_back_in", userId);
      await handlers.send_way_back_in(job as never, { id: "1" });
      const mails = await db().execute<{ recipient: string }>(
        sql`select recipient from outbox_messages where subject like '%signed in past%' order by created_at desc, recipient`,
      );
      const owners = await db()
        .select({ email: members.email })
        .from(members)
        .where(sql`org_id = ${place.owner.org.id} and role = 'owner'`);
      expect(mails.map(({ recipient }) => recipient)).toEqual(expect.arrayContaining(owners.map(({ email }) => email)));
    }
  });
});

describe("[A3] [S3] resets, changes of address and invitations obey it too", () => {
  test("a reset mails the way in instead of a link, and a link of before sets nothing", async () => {
    const place = await makePlace("optional");
    const resetId = newId("reset");
    await db()
      .insert(passwordResets)
      .values({
        id: resetId,
        userId: place.person.user.id,
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + 60_000),
      });
    await setStage(place.connectionId, "required");
    await handlers.send_password_reset({ email: place.email }, { id: "1" });
    const [mail] = await db().execute<{ subject: string; text: string }>(
      sql`select subject, text from outbox_messages where recipient = ${place.email}`,
    );
    expect(mail?.subject).toBe("Sign in through your organization");
    expect(mail?.text).not.toContain("reset-password");
    const token = linkToken("password-reset", resetId);
    expect(await refusal(resetPassword(outsider(), token, "another long password to have"))).toBe("sso_refused");
    await setStage(place.connectionId, "optional");
    await resetPassword(outsider(), token, "another long password to have");
  });

  test("[C1] an address that single sign-on decides is not changed here", async () => {
    const place = await makePlace("required", "owner");
    expect(await refusal(askEmailChange(place.person, { email: "mine@elsewhere.test" }))).toBe("sso_refused");
    await db().update(connections).set({ stage: "optional" }).where(eq(connections.id, place.connectionId));
    await askEmailChange(place.person, { email: "mine@elsewhere.test" });
  });

  test("[I2] an invited address of the inviting org's required domain joins through it and not with a password", async () => {
    const place = await makePlace("required");
    const email = `new@${place.domain}`;
    const given = { emails: [email], role: "member" as const, projects: [], teams: [], projectRole: "admin" as const };
    await inviteMembers(place.owner, given);
    const [row] = await db().execute<{ id: string; copy_version: number }>(
      sql`select id, copy_version from invitations where email = ${email}`,
    );
    const token = linkToken("invitation.copy", row?.id ?? "", row?.copy_version);
    const input = { name: "New", password: "a long password for the join" };
    expect(await refusal(joinThroughInvitation(outsider(), token, input))).toBe("sso_refused");
    await setStage(place.connectionId, "optional");
    expect((await joinThroughInvitation(outsider(), token, input)).orgId).toBe(place.owner.org.id);
  });
});
