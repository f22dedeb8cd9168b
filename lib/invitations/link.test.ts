import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { invitations, users } from "@/db/schema";
import { nowhere, type OrgActor } from "@/lib/authz/actor";
import { newId } from "@/lib/ids";
import { linkToken } from "@/lib/links";
import { mutate } from "@/lib/mutate";
import { insertOrg } from "@/lib/orgs/orgs";
import { newSession } from "@/lib/testing/factories";
import { resetDatabase } from "@/lib/testing/reset-database";
import { declineInvitation, joinThroughInvitation } from "./acceptance";
import { copyInvitationLink, inviteMembers, resendInvitation, revokeInvitation } from "./invitations";
import { joinedSentence, readInvitationLink } from "./link";

const outside = { kind: "outside" as const, userId: null, origin: nowhere };
let owner: OrgActor;
let id: string;

beforeEach(async () => {
  await resetDatabase();
  const user = { id: newId("user"), email: "amara@acme.test", name: "Amara Okafor" };
  await db()
    .insert(users)
    .values({ ...user, emailProvenAt: new Date() });
  const org = { name: "Acme", ownerId: user.id, timezone: "UTC", now: new Date() };
  const orgId = await mutate({ ...outside, userId: user.id }, ({ tx, audit }) => insertOrg(tx, org, audit));
  const session = newSession();
  owner = {
    kind: "user",
    user: {
      ...user,
      timezone: null,
      emailProven: true,
      timezoneFixed: false,
      locale: null,
      usageRecorded: false,
      limitedToOrgId: null,
      twoFactorSince: null,
    },
    session,
    origin: nowhere,
    org: { id: orgId, name: "Acme", plan: "free", createdAt: new Date(), twoFactorFrom: null, trustedDevices: true },
    role: "owner",
  };
  await inviteMembers(owner, {
    emails: ["lena@north.test"],
    role: "member",
    projects: [],
    projectRole: "admin",
    teams: [],
  });
  const [row] = await db().select({ id: invitations.id }).from(invitations);
  id = row?.id ?? "";
});

const mailed = (version = 1) => linkToken("invitation.mail", id, version);
const stateOf = async (token: string) => (await readInvitationLink(token)).state;

describe("what an invitation link shows", () => {
  test("[I2] an open one shows who invites whom to what, and reading changes nothing", async () => {
    const before = await db().select().from(invitations);
    const link = await readInvitationLink(mailed());
    expect(link).toMatchObject({
      state: "open",
      invitation: {
        orgName: "Acme",
        email: "lena@north.test",
        role: "member",
        inviterName: "Amara Okafor",
        projects: [],
        teams: [],
      },
    });
    expect(JSON.stringify(link)).not.toMatch(/ersion|inv_/);
    expect(await db().select().from(invitations)).toEqual(before);
  });

  test("[I2] each end has its own page", async () => {
    await db()
      .update(invitations)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(invitations.id, id));
    expect(await stateOf(mailed())).toBe("expired");
    await resendInvitation(owner, id);
    expect(await stateOf(mailed(2))).toBe("open");
    await revokeInvitation(owner, id);
    expect(await stateOf(mailed(2))).toBe("revoked");
  });

  test("[I2] a declined and an accepted one say so", async () => {
    await declineInvitation(outside, mailed());
    expect(await stateOf(mailed())).toBe("declined");
    await inviteMembers(owner, {
      emails: ["bo@north.test"],
      role: "member",
      projects: [],
      projectRole: "admin",
      teams: [],
    });
    const [other] = await db()
      .select({ id: invitations.id })
      .from(invitations)
      .where(eq(invitations.email, "bo@north.test"));
    const token = linkToken("invitation.mail", other?.id ?? "");
    const joined = await joinThroughInvitation(outside, token, { name: "Bo", password: "zwölf gelbe Schuhe im Regen" });
    expect(await stateOf(token)).toBe("used");
    expect(joinedSentence(joined)).toBe("You joined the organization.");
  });

  test("[I1] resending replaces the mailed link and leaves the copied one", async () => {
    const { url } = await copyInvitationLink(owner, id);
    await resendInvitation(owner, id);
    expect(await stateOf(mailed())).toBe("replaced");
    expect(await stateOf(url.split("/").at(-1) ?? "")).toBe("open");
  });

  test.each(["", "x", "../../org", "inv_000000000000000000000000.", "a".repeat(300)])(
    "[I2] rubbish leads nowhere: %s",
    async (token) => {
      expect(await stateOf(token)).toBe("unknown");
    },
  );

  test("[I2] a token of another purpose opens nothing", async () => {
    expect(await stateOf(linkToken("password-reset", id))).toBe("replaced");
  });

  test("[I1] what fell away is named on arrival", () => {
    expect(joinedSentence({ already: false, asides: [], fellAway: ["the project Web app", "the team Growth"] })).toBe(
      "You joined the organization. Not given, because the person who offered it may no longer do so: the project Web app and the team Growth. Ask an owner or admin.",
    );
  });
});
