import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { connections, connectionTeams, members, ssoIdentities, teamMembers, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { inviteMembers } from "@/lib/invitations/invitations";
import { handlers } from "@/lib/jobs/tasks";
import { linkToken } from "@/lib/links";
import { removeMember } from "@/lib/members/off-boarding";
import { makeConnection } from "@/lib/testing/connections";
import {
  addMember,
  auditedIn,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  outsider,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { withApp } from "@/lib/testing/two-factor";
import { confirmLink, openLink } from "./linking";
import { type Found, personOfAnswer } from "./people";

/** Who an answer signs in (S4): first sign-ins, accounts there were before, invitations, groups. */
let count = 0;
const nothingElse = { teams: [], projects: [], projectRole: "consumer" as const };

async function makePlace(given: Partial<typeof connections.$inferInsert> = {}) {
  count += 1;
  const domain = `people${count}.test`;
  const owner = await makeOrg();
  const connectionId = await makeConnection(owner, { domain });
  if (Object.keys(given).length > 0) await db().update(connections).set(given).where(eq(connections.id, connectionId));
  const [connection] = await db().select().from(connections).where(eq(connections.id, connectionId));
  if (!connection) throw new Error("no connection");
  const come = (
    name: string,
    more: { subject?: string; issuer?: string; attributes?: Record<string, string[]> } = {},
  ) =>
    personOfAnswer(outsider(), connection, {
      email: `${name}@${domain}`,
      answer: {
        issuer: more.issuer ?? "https://idp.test",
        subject: more.subject ?? `sub-${name}`,
        subjectFormat: null,
        sessionIndex: null,
        attributes: { email: [`${name}@${domain}`], name: ["Ada Byron"], ...more.attributes },
        authenticatedAt: null,
        amr: [],
        decoded: "",
      },
    });
  return { owner, domain, connection, come };
}

const idOf = (found: Found) => (found.kind === "person" ? found.userId : null);
const roleOf = async ({ org }: OrgActor, userId: string | null) =>
  (await db().select().from(members).where(sql`org_id = ${org.id} and user_id = ${userId}`))[0]?.role ?? null;
const identitiesOf = (userId: string) => db().select().from(ssoIdentities).where(eq(ssoIdentities.userId, userId));

describe("[S4] a first sign-in", () => {
  test("makes an account with the name, a Member with nothing more, and the same person comes again", async () => {
    const { owner, come, domain } = await makePlace();
    await makeProject(owner);
    const userId = idOf(await come("ada"));
    const [user] = await db()
      .select()
      .from(users)
      .where(eq(users.id, userId ?? ""));
    expect(user).toMatchObject({ email: `ada@${domain}`, name: "Ada Byron", passwordHash: null, limitedToOrgId: null });
    expect(await roleOf(owner, userId)).toBe("member");
    const reached = await db().execute(sql`select 1 from project_access where user_id = ${userId}`);
    expect(reached).toHaveLength(0);
    expect(await auditedIn(owner.org.id)).toEqual(
      expect.arrayContaining(["member.joined", "connection.identity_linked"]),
    );
    expect(idOf(await come("ada"))).toBe(userId);
    // Known by the subject: another address at the provider is the same person, with the account's own address.
    expect(idOf(await come("lovelace", { subject: "sub-ada" }))).toBe(userId);
  });

  test("at the same moment makes one account", async () => {
    const { come } = await makePlace();
    const [one, other] = await race([() => come("ada"), () => come("ada")]);
    expect(one?.status).toBe("fulfilled");
    const ids = [one, other].map((each) => (each?.status === "fulfilled" ? idOf(each.value) : null));
    expect(new Set(ids).size).toBe(1);
  });

  test("needs an invitation where the org says so, and joins through it", async () => {
    const { owner, come, domain } = await makePlace({ createsMembers: false });
    expect(await come("ada")).toMatchObject({ kind: "refused", check: { name: "membership" } });
    expect(
      await db()
        .select()
        .from(users)
        .where(eq(users.email, `ada@${domain}`)),
    ).toEqual([]);
    await inviteMembers(owner, { emails: [`ada@${domain}`], role: "admin", ...nothingElse });
    const userId = idOf(await come("ada"));
    expect(await roleOf(owner, userId)).toBe("admin");
    expect(await auditedIn(owner.org.id)).toContain("invitation.accepted");
  });

  test("of somebody who was taken out of the org opens nothing until they are invited anew", async () => {
    const { owner, come, domain } = await makePlace();
    const userId = idOf(await come("ada")) ?? "";
    await removeMember(owner, { userId, invitations: "keep" });
    expect(await come("ada")).toMatchObject({ kind: "refused", check: { name: "membership" } });
    expect(await roleOf(owner, userId)).toBeNull();
    await inviteMembers(owner, { emails: [`ada@${domain}`], role: "member", ...nothingElse });
    expect(idOf(await come("ada"))).toBe(userId);
  });
});

describe("[S4] an account there was before", () => {
  async function accountBefore(place: Awaited<ReturnType<typeof makePlace>>) {
    const user = await makeUser({ email: `ada@${place.domain}`, password: "an old password of long standing" });
    const found = await place.come("ada");
    const [identity] = await identitiesOf(user.user.id);
    return { user, found, identity, token: linkToken("sso-link", identity?.id ?? "", identity?.linkVersion) };
  }

  test("is linked when its owner agrees by mail, once, and not before", async () => {
    const place = await makePlace();
    const { user, found, identity, token } = await accountBefore(place);
    expect(found).toEqual({ kind: "mailed" });
    expect(identity?.confirmedAt).toBeNull();
    expect(await roleOf(place.owner, user.user.id)).toBeNull();
    expect(await waitingJobs("send_sso_link", identity?.id ?? "")).toHaveLength(1);
    await handlers.send_sso_link({ identityId: identity?.id ?? "" }, { id: "1" });
    expect(await openLink(outsider(), token)).toMatchObject({ email: `ada@${place.domain}`, subject: "sub-ada" });
    expect(await place.come("ada")).toEqual({ kind: "mailed" });
    // A newer mail ended the link before.
    expect(await refusal(confirmLink(outsider(), token))).toBe("link_invalid");
    const newest = linkToken("sso-link", identity?.id ?? "", 2);
    await confirmLink(outsider(), newest);
    expect(await refusal(confirmLink(outsider(), newest))).toBe("link_used");
    expect(idOf(await place.come("ada"))).toBe(user.user.id);
    expect(await roleOf(place.owner, user.user.id)).toBe("member");
    const [row] = await db().select().from(users).where(eq(users.id, user.user.id));
    expect(row?.passwordHash).not.toBeNull();
  });

  test("[S2] with the link of another person, of another row, or after a week, is not", async () => {
    const place = await makePlace();
    const { identity, token } = await accountBefore(place);
    expect(await refusal(confirmLink(outsider(), `${token}x`))).toBe("link_invalid");
    expect(await refusal(confirmLink(outsider(), linkToken("email-change", identity?.id ?? "")))).toBe("link_invalid");
    await db()
      .update(ssoIdentities)
      .set({ linkExpiresAt: new Date(0) })
      .where(eq(ssoIdentities.id, identity?.id ?? ""));
    expect(await refusal(confirmLink(outsider(), token))).toBe("link_expired");
  });

  test("that somebody else made with the address gains nothing: what they set up to open it goes", async () => {
    const place = await makePlace();
    const other = await makeOrg();
    const user = await addMember(
      other,
      "member",
      await makeUser({ email: `ada@${place.domain}`, password: "the password of an attacker here" }),
    );
    const { actor } = await withApp(user);
    await db()
      .update(users)
      .set({ emailProvenAt: null, limitedToOrgId: other.org.id })
      .where(eq(users.id, user.user.id));
    expect(await place.come("ada")).toEqual({ kind: "mailed" });
    const [identity] = await identitiesOf(user.user.id);
    await confirmLink(outsider(), linkToken("sso-link", identity?.id ?? "", identity?.linkVersion));
    const [row] = await db().select().from(users).where(eq(users.id, user.user.id));
    expect(row).toMatchObject({ passwordHash: null, twoFactorEnrolledAt: null, limitedToOrgId: null });
    const left = await db().execute(sql`
      select 1 from sessions where user_id = ${user.user.id} and ended_at is null
      union all select 1 from second_factors where user_id = ${user.user.id}`);
    expect(left).toHaveLength(0);
    expect(actor.session.id).not.toBe("");
  });

  test("that nobody ever signed in to, and is of this org alone, is theirs at once", async () => {
    const place = await makePlace();
    const made = await addMember(place.owner, "member", await makeUser({ email: `ada@${place.domain}` }));
    await db().update(users).set({ passwordHash: null }).where(eq(users.id, made.user.id));
    expect(idOf(await place.come("ada"))).toBe(made.user.id);
    // In another org, too, its owner is asked.
    const both = await addMember(place.owner, "member", await makeUser({ email: `bob@${place.domain}` }));
    await db().update(users).set({ passwordHash: null }).where(eq(users.id, both.user.id));
    await addMember(await makeOrg(), "member", both);
    expect(await place.come("bob")).toEqual({ kind: "mailed" });
  });

  test("[S2] another connection, or another issuer, is not the same person", async () => {
    const place = await makePlace();
    const first = idOf(await place.come("ada"));
    expect(first).not.toBeNull();
    expect(await place.come("ada", { issuer: "https://other.test" })).toEqual({ kind: "mailed" });
    const elsewhere = await makePlace();
    const found = await elsewhere.come("eve", { subject: "sub-ada" });
    expect(idOf(found)).not.toBe(first);
  });
});

describe("[S4] groups of the provider", () => {
  test("put people into teams and take them out again, from sign-in to sign-in, and leave other teams alone", async () => {
    const { owner, come, connection } = await makePlace();
    const [data, sales, own] = [await makeTeam(owner), await makeTeam(owner), await makeTeam(owner)];
    await db()
      .insert(connectionTeams)
      .values([
        { connectionId: connection.id, group: "Data", teamId: data },
        { connectionId: connection.id, group: "Analysts", teamId: data },
        { connectionId: connection.id, group: "Sales", teamId: sales },
      ]);
    const userId = idOf(await come("ada", { attributes: { groups: ["Data", "Unknown"] } })) ?? "";
    await db().insert(teamMembers).values({ orgId: owner.org.id, teamId: own, userId, addedAt: new Date() });
    const teamsOf = async () =>
      (await db().select().from(teamMembers).where(eq(teamMembers.userId, userId))).map(({ teamId }) => teamId).sort();
    expect(await teamsOf()).toEqual([data, own].sort());
    await come("ada", { attributes: { groups: ["Sales"] } });
    expect(await teamsOf()).toEqual([sales, own].sort());
    await come("ada", { attributes: { groups: ["Analysts", "Sales"] } });
    expect(await teamsOf()).toEqual([data, sales, own].sort());
    await come("ada");
    expect(await teamsOf()).toEqual([own]);
    expect(await auditedIn(owner.org.id)).toEqual(expect.arrayContaining(["team.member_added", "team.member_removed"]));
  });
});
